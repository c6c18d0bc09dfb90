// `portcullis waf test`: runs test files of go-ftw's form against rules in this process, or over the wire
// against a server.

import { Command, Option } from "commander";
import type { FtwTest } from "#ftw/ftw-test.ts";
import { exitCode } from "./exit-code.ts";
import type { TestOutcome } from "./run-waf-tests.ts";
import { type SourceOptions, withSourceOptions } from "./waf-source.ts";

const HELP = `
Runs every .yaml file below the folder. Each request goes through the rules in this process, and what
matches is compared with what the file expects. The answers are those of the Core Rule Set's test
backend: an empty 200, and for POST /reflect what its body asks for.

With --url and --log the requests go to a server, and its log is read: an error log of ModSecurity, or a
WAF log with the format modsecurity. A rule of the server's has to log the header X-CRS-Test, and a node
has to run with one worker (node.workers: 1), so that lines come in the order of the answers.

Prints the tests that fail and a summary; exits with 1 where one fails or a file cannot be read.

Examples:
  $ portcullis waf test tests/ --config portcullis.yaml --policy strict
  $ portcullis waf test coreruleset/tests/regression/tests --crs coreruleset --paranoia-level 4
  $ portcullis waf test tests/ --crs crs/ --only 942100 --json
  $ portcullis waf test tests/ --url http://127.0.0.1:8080 --log waf.log`;

type TestOptions = SourceOptions & {
  readonly only?: string;
  readonly url?: string;
  readonly log?: string;
  readonly json?: true;
};

export function wafTestCommand(): Command {
  const command = new Command("test")
    .description("run go-ftw test files against rules")
    .argument("<folder>", "the folder with the test files, or one file");
  return withSourceOptions(command)
    .option("--only <prefix>", "only tests whose name starts so: 942100, 942100-7")
    .addOption(
      new Option("--url <url>", "send the requests to this server").conflicts(["config", "crs", "policy"]),
    )
    .option("--log <file>", "with --url: the log of the server")
    .option("--json", "print the outcome as JSON")
    .addHelpText("after", HELP)
    .action(test);
}

async function test(folder: string, options: TestOptions, command: Command): Promise<void> {
  if ((options.url === undefined) !== (options.log === undefined))
    command.error("error: --url and --log go together", { exitCode: exitCode("usage") });
  process.exitCode = exitCode("findings");
  // Loaded where it is used: the other commands start faster without it.
  const { readTests } = await import("./run-waf-tests.ts");
  const tests = readTests(folder);
  if (tests === undefined) return;
  const wanted = tests.filter(({ name }) => name.startsWith(options.only ?? ""));
  const outcome = await outcomeOf(wanted, options);
  if (outcome === undefined) return;
  if (options.json === true) console.log(JSON.stringify(outcome, undefined, 2));
  else {
    for (const { name, failures } of outcome.failed) console.log(`${name}: ${failures.join("; ")}`);
    console.log(`${outcome.passed} of ${wanted.length} tests passed`);
  }
  if (wanted.length === 0) console.error("there is no such test");
  else if (outcome.failed.length === 0) process.exitCode = exitCode("ok");
}

/** Undefined where the tests could not be run; why is then on standard error. */
async function outcomeOf(tests: readonly FtwTest[], options: TestOptions): Promise<TestOutcome | undefined> {
  const { runTests, runTestsOverWire } = await import("./run-waf-tests.ts");
  const { url, log } = options;
  if (url !== undefined && log !== undefined) return runTestsOverWire(tests, url, log);
  const { openSource } = await import("./open-waf-source.ts");
  const source = await openSource(options);
  return source === undefined ? undefined : runTests(tests, source);
}
