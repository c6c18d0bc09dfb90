// `portcullis policy plan`: which policies run for a call, in which order, and from which file each comes.

import { Command, InvalidArgumentError } from "commander";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { exitCode } from "./exit-code.ts";
import { readNamedValues } from "./policy/named-values-file.ts";

const HELP = `
Each document is written with its scope, global=, workspace=, product=, api= or operation=; one without
is that of an API. The order on the command line does not matter: <base /> leads from the operation
outward. Where no global document is given, it is the one that forwards.

Exits with 0 where there is a plan, with 1 where a document has an error; findings go to standard error.
--json prints { "inbound", "backend", "outbound", "on-error" }, each a list of { "policy", "scope",
"file", "line", "column", "path", "depth", "id" }.

Examples:
  $ portcullis policy plan policy.xml
  $ portcullis policy plan global=policy.xml product=gold.xml api=orders.xml operation=get-order.xml
  $ portcullis policy plan api=orders.xml --fragments fragments/ --named-values values.json --json`;

const SCOPES = ["global", "workspace", "product", "api", "operation"] as const;

type ScopedFile = { readonly scope: (typeof SCOPES)[number]; readonly file: string };

type PlanOptions = { readonly fragments?: string; readonly namedValues?: string; readonly json?: true };

export function policyPlanCommand(): Command {
  return new Command("plan")
    .description("show which policies run, in their order")
    .argument("<[scope=]file...>", "the documents", addScopedFile)
    .option("--fragments <folder>", "the fragments: NAME.xml has the id NAME")
    .option("--named-values <file>", "the named values that the documents use")
    .option("--json", "print the plan as JSON")
    .addHelpText("after", HELP)
    .action(showPlan);
}

function addScopedFile(written: string, earlier: readonly ScopedFile[] | undefined): readonly ScopedFile[] {
  const at = written.indexOf("=");
  const scope = at < 0 ? "api" : SCOPES.find((one) => one === written.slice(0, at));
  if (scope === undefined) {
    throw new InvalidArgumentError(`a scope is one of ${SCOPES.join(", ")}`);
  }
  if (earlier?.some((one) => one.scope === scope) === true) {
    throw new InvalidArgumentError(`there is a document of the scope ${scope} already`);
  }
  return [...(earlier ?? []), { scope, file: written.slice(at + 1) }];
}

async function showPlan(documents: readonly ScopedFile[], options: PlanOptions): Promise<void> {
  process.exitCode = exitCode("findings");
  // Loaded where it is used: the other commands start faster without it.
  const { planFromFiles } = await import("./policy/policy-sources.ts");
  const { planJson, planText } = await import("./policy/plan-text.ts");
  try {
    const namedValues = options.namedValues === undefined ? undefined : readNamedValues(options.namedValues);
    const { plan, diagnostics } = planFromFiles({
      documents,
      fragmentsFolder: options.fragments,
      namedValues,
    });
    for (const diagnostic of diagnostics) console.error(formatDiagnostic(diagnostic));
    if (plan === undefined) return;
    console.log(options.json === true ? planJson(plan) : planText(plan));
    process.exitCode = exitCode("ok");
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
}
