// `portcullis check`: everything that is wrong with a configuration, without running it.

import { Command, Option } from "commander";
import { type Diagnostic, formatDiagnostic } from "#kernel/diagnostic.ts";
import { exitCode } from "./exit-code.ts";
import { packageVersion } from "./package-version.ts";
import { sarifLog } from "./sarif.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const HELP = `
Exits with 0 where there is no error (warnings are no errors), else with 1.
Without an option, findings go to standard error, one per line as file:line:column, each with
a hint; --json and --sarif print to standard output.

Examples:
  $ portcullis check
  $ portcullis check portcullis.yaml --json
  $ portcullis check portcullis.yaml --sarif > portcullis.sarif`;

type CheckOptions = { readonly json?: true; readonly sarif?: true };

export function checkCommand(): Command {
  return new Command("check")
    .description("check a configuration")
    .argument("[file]", "the configuration", DEFAULT_CONFIG)
    .addOption(new Option("--json", "print all findings as one JSON object").conflicts("sarif"))
    .option("--sarif", "print all findings as SARIF 2.1.0, for code scanning")
    .addHelpText("after", HELP)
    .action(check);
}

async function check(file: string, options: CheckOptions): Promise<void> {
  // Loaded where it is used: the other commands start faster without it.
  const { checkConfiguration } = await import("#public/config.ts");
  const { ok, diagnostics, files } = await checkConfiguration(file);
  process.exitCode = exitCode(ok ? "ok" : "findings");
  if (options.json === true) console.log(JSON.stringify({ ok, files, diagnostics }, undefined, 2));
  else if (options.sarif === true) {
    console.log(JSON.stringify(sarifLog(diagnostics, packageVersion()), undefined, 2));
  } else report(file, diagnostics, ok);
}

function report(file: string, diagnostics: readonly Diagnostic[], isRight: boolean): void {
  for (const diagnostic of diagnostics) console.error(formatDiagnostic(diagnostic));
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const counts = [counted(errors, "error"), counted(diagnostics.length - errors, "warning")].filter(Boolean);
  const summary = counts.length === 0 ? "" : ` (${counts.join(", ")})`;
  if (isRight) console.log(`${file} is right${summary}`);
  else console.error(`${file} cannot be used${summary}`);
}

function counted(count: number, what: string): string {
  return count === 0 ? "" : `${count} ${what}${count === 1 ? "" : "s"}`;
}
