// `portcullis waf test`: runs test files of go-ftw's form against rules in this process.

import { Command } from "commander";
import { exitCode } from "./exit-code.ts";
import { type SourceOptions, withSourceOptions } from "./waf-source.ts";

const HELP = `
Runs every .yaml file below the folder: each request goes through the rules in this process, and what
matches is compared with what the file expects. The answers are those of the Core Rule Set's test
backend: an empty 200, and for POST /reflect what its body asks for.

Prints the tests that fail and a summary; exits with 1 where one fails or a file cannot be read.

Examples:
  $ portcullis waf test tests/ --config portcullis.yaml --policy strict
  $ portcullis waf test coreruleset/tests/regression/tests --crs coreruleset --paranoia-level 4
  $ portcullis waf test tests/ --crs crs/ --only 942100 --json`;

type TestOptions = SourceOptions & { readonly only?: string; readonly json?: true };

export function wafTestCommand(): Command {
  const command = new Command("test")
    .description("run go-ftw test files against rules")
    .argument("<folder>", "the folder with the test files, or one file");
  return withSourceOptions(command)
    .option("--only <prefix>", "only tests whose name starts so: 942100, 942100-7")
    .option("--json", "print the outcome as JSON")
    .addHelpText("after", HELP)
    .action(test);
}

async function test(folder: string, options: TestOptions): Promise<void> {
  process.exitCode = exitCode("findings");
  // Loaded where it is used: the other commands start faster without it.
  const { openSource } = await import("./open-waf-source.ts");
  const source = openSource(options);
  if (source === undefined) return;
  const { readTests, runTests } = await import("./run-waf-tests.ts");
  const tests = readTests(folder);
  if (tests === undefined) return;
  const wanted = tests.filter(({ name }) => name.startsWith(options.only ?? ""));
  const outcome = runTests(wanted, source);
  if (options.json === true) console.log(JSON.stringify(outcome, undefined, 2));
  else {
    for (const { name, failures } of outcome.failed) console.log(`${name}: ${failures.join("; ")}`);
    console.log(`${outcome.passed} of ${wanted.length} tests passed`);
  }
  if (wanted.length === 0) console.error("there is no such test");
  else if (outcome.failed.length === 0) process.exitCode = exitCode("ok");
}
