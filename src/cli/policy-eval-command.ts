// `portcullis policy eval`: what expressions give for a made-up request, so that they can be compared with
// what a CLR gives.

import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { exitCode } from "./exit-code.ts";
import type { EvalCase } from "./policy/eval-cases.ts";

const HELP = `
The cases are a JSON array of { "id", "expression", "variables" }; variables gives each context variable
the name of a type (string, int, long, double, bool, DateTime, JObject, JArray, XElement, IResponse, Jwt),
and it gets a fixed value of that type. Everything else in context is fixed too: one POST to an API of
contoso.com. The results are an array of { "id", "type", "value" } or { "id", "exception" }: the CLR type,
the value as text by the invariant culture (JSON without indentation), and the exception with the first
line of its message. An expression that does not compile has { "id", "diagnostics" }.

Examples:
  $ portcullis policy eval --cases cases.json --out results.json
  $ echo '[{"id":1,"expression":"@(1 + 2)","variables":{}}]' | portcullis policy eval --cases - --out -`;

type EvalOptions = { readonly cases: string; readonly out: string };

export function policyEvalCommand(): Command {
  return new Command("eval")
    .description("evaluate expressions against a fixed request")
    .requiredOption("--cases <file>", "the cases; - is standard input")
    .requiredOption("--out <file>", "where the results go; - is standard output")
    .addHelpText("after", HELP)
    .action(evaluate);
}

async function evaluate(options: EvalOptions): Promise<void> {
  process.exitCode = exitCode("findings");
  // Loaded where it is used: the other commands start faster without it.
  const { evaluateCase, readCases } = await import("./policy/eval-cases.ts");
  let cases: readonly EvalCase[];
  try {
    cases = readCases(readFileSync(options.cases === "-" ? process.stdin.fd : options.cases, "utf8"));
  } catch (error) {
    console.error(`${options.cases}: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  const results = `${JSON.stringify(cases.map(evaluateCase), undefined, 1)}\n`;
  if (options.out === "-") process.stdout.write(results);
  else writeFileSync(options.out, results);
  process.exitCode = exitCode("ok");
}
