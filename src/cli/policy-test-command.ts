// `portcullis policy test`: runs calls through policy documents offline and holds what comes of them against
// what a fixture expects.

import { Command } from "commander";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { exitCode } from "./exit-code.ts";
import type { FixtureOutcome, TestResult } from "./policy/run-fixtures.ts";

const HELP = `
A fixture is a YAML file: the documents by scope, and tests with a request, the answer of the backend and
what is expected of the response, the variables, the policies that ran and the request to the backend.
docs/guide/policy-tests.md describes all of it. Nobody is called and nobody waits.

Exits with 0 where every test passes, with 1 where one fails or a file has an error. --trace tells of each
test the policies that ran: scope, place, what their expressions gave, outcome and time; values of named
values under "secrets" are masked. --json prints all of it as one object.

Examples:
  $ portcullis policy test tests/orders.yaml
  $ portcullis policy test tests/*.yaml --only "a key" --trace
  $ portcullis policy test tests/*.yaml --json`;

type TestOptions = { readonly only?: string; readonly trace?: true; readonly json?: true };

export function policyTestCommand(): Command {
  return new Command("test")
    .description("run calls through policy documents and judge them")
    .argument("<file...>", "the fixtures")
    .option("--only <text>", "show only tests whose name contains it")
    .option("--trace", "tell of each test which policies ran, and how")
    .option("--json", "print the outcome as JSON")
    .addHelpText("after", HELP)
    .action(test);
}

async function test(files: readonly string[], options: TestOptions): Promise<void> {
  process.exitCode = exitCode("findings");
  // Loaded where it is used: the other commands start faster without it.
  const { runFixtureFile } = await import("./policy/run-fixtures.ts");
  const outcomes: FixtureOutcome[] = [];
  try {
    for (const file of files) outcomes.push(await runFixtureFile(file));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return;
  }
  const diagnostics = outcomes.flatMap((outcome) => outcome.diagnostics);
  for (const diagnostic of diagnostics) console.error(formatDiagnostic(diagnostic));
  const isUsable = !diagnostics.some(({ severity }) => severity === "error");
  const results = outcomes
    .flatMap((outcome) => outcome.results)
    .filter(({ name }) => name.includes(options.only ?? ""));
  if (options.json === true) printJson(results, options);
  else await printText(results, options);
  const hasFailed = results.some(({ failures }) => failures.length > 0);
  if (isUsable && !hasFailed) process.exitCode = exitCode("ok");
}

function printJson(results: readonly TestResult[], { trace }: TestOptions): void {
  const tests = results.map(({ trace: entries, ...result }) => ({
    ...result,
    ...(trace === true ? { trace: entries } : {}),
  }));
  console.log(JSON.stringify({ tests }, undefined, 2));
}

async function printText(results: readonly TestResult[], { trace }: TestOptions): Promise<void> {
  const { traceLines } = await import("./policy/trace-text.ts");
  for (const { file, name, failures, trace: entries } of results) {
    console.log(`${failures.length === 0 ? "ok  " : "FAIL"}  ${name}  (${file})`);
    for (const failure of failures) console.log(`      ${failure}`);
    if (trace === true) for (const line of traceLines(entries)) console.log(`      ${line}`);
  }
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
}
