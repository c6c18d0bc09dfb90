// `portcullis policy check`: everything that is wrong with policy documents, without a node that runs them.

import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { type Diagnostic, formatDiagnostic, type Severity } from "#kernel/diagnostic.ts";
import type { CheckOptions } from "#policy/check-document.ts";
import { exitCode } from "./exit-code.ts";
import { readNamedValues } from "./policy/named-values-file.ts";

const HELP = `
Exits with 0 where there is no error (warnings are no errors), else with 1.
Findings go to standard error, one per line as file:line:column, each with a hint; --json prints an
array of { "file", "ok", "diagnostics" } to standard output instead.
Named values are a JSON object of names and texts, { "backend-key": "abc" }. Without them {{name}} is
left as it stands, and an expression that cannot be read without a value gets a warning.

Examples:
  $ portcullis policy check policy.xml
  $ portcullis policy check apis/*/policy.xml --scope api --named-values values.json
  $ portcullis policy check policy.xml --json`;

const SCOPES = ["global", "workspace", "product", "api", "operation", "resolver"] as const;

type PolicyCheckOptions = {
  readonly json?: true;
  readonly namedValues?: string;
  readonly scope?: (typeof SCOPES)[number];
  readonly unknownAttributes: Severity;
  readonly unsupported: "refuse" | "fail-at-reach";
};

type CheckedFile = { readonly file: string; readonly diagnostics: readonly Diagnostic[] };

export function policyCheckCommand(): Command {
  return new Command("check")
    .description("check policy documents and fragments")
    .argument("<file...>", "the documents")
    .option("--json", "print all findings as one JSON array")
    .option("--named-values <file>", "the named values that the documents use")
    .addOption(new Option("--scope <scope>", "whose documents they are").choices(SCOPES))
    .addOption(
      new Option("--unknown-attributes <severity>", "what attributes are that no policy has")
        .choices(["error", "warning"])
        .default("error"),
    )
    .addOption(
      new Option("--unsupported <outcome>", "what becomes of policies that do not run here")
        .choices(["refuse", "fail-at-reach"])
        .default("refuse"),
    )
    .addHelpText("after", HELP)
    .action(checkFiles);
}

async function checkFiles(files: readonly string[], options: PolicyCheckOptions): Promise<void> {
  process.exitCode = exitCode("findings");
  let checked: readonly CheckedFile[];
  try {
    checked = await checkAll(files, options);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return;
  }
  if (options.json === true) console.log(JSON.stringify(checked.map(asJson), undefined, 2));
  else checked.forEach(report);
  if (checked.every(isRight)) process.exitCode = exitCode("ok");
}

/** @throws Error when the named values cannot be read, or are none */
async function checkAll(
  files: readonly string[],
  { namedValues, scope, unknownAttributes, unsupported }: PolicyCheckOptions,
): Promise<readonly CheckedFile[]> {
  // Loaded where it is used: the other commands start faster without it.
  const { checkPolicyDocument } = await import("#policy/check-document.ts");
  const values = namedValues === undefined ? undefined : readNamedValues(namedValues);
  const checkOptions: CheckOptions = { namedValues: values, scope, unknownAttributes, unsupported };
  return files.map((file) => {
    const text = textOf(file);
    return {
      file,
      diagnostics: typeof text === "string" ? checkPolicyDocument(text, file, checkOptions) : [text],
    };
  });
}

/** What a file that cannot be read gets instead of its text is a finding, so that the others are checked. */
function textOf(file: string): string | Diagnostic {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const place = { file, line: 1, column: 1 };
    const message = `the document cannot be read: ${why}`;
    return {
      ...place,
      severity: "error",
      code: "unreadable-file",
      message,
      hint: "look at its name and its rights",
    };
  }
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";
const isRight = ({ diagnostics }: CheckedFile): boolean => !diagnostics.some(isError);

function asJson(checked: CheckedFile): unknown {
  const diagnostics = checked.diagnostics.map(({ file: _, ...rest }) => rest);
  return { file: checked.file, ok: isRight(checked), diagnostics };
}

function report(checked: CheckedFile): void {
  const { file, diagnostics } = checked;
  for (const diagnostic of diagnostics) console.error(formatDiagnostic(diagnostic));
  const errors = diagnostics.filter(isError).length;
  const counts = [counted(errors, "error"), counted(diagnostics.length - errors, "warning")].filter(Boolean);
  const summary = counts.length === 0 ? "" : ` (${counts.join(", ")})`;
  if (isRight(checked)) console.log(`${file} is right${summary}`);
  else console.error(`${file} cannot be used${summary}`);
}

function counted(count: number, what: string): string {
  return count === 0 ? "" : `${count} ${what}${count === 1 ? "" : "s"}`;
}
