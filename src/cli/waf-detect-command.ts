// `portcullis waf detect`: what the detectors of SQL injection and of cross-site scripting say of single
// values, line by line.

import { once } from "node:events";
import { createInterface } from "node:readline";
import { Command, Option } from "commander";
import { exitCode } from "./exit-code.ts";

const HELP = `
Reads values from standard input, one per line, and prints 1 for each that is an attack and 0 for each
that is none. The values are judged as they are; in a WAF, transformations come before.

Examples:
  $ printf "1' OR '1'='1\\nO'Brien\\n" | portcullis waf detect --sqli
  $ portcullis waf detect --xss --decode < query-values.txt`;

type DetectOptions = { readonly sqli?: true; readonly xss?: true; readonly decode?: true };

export function wafDetectCommand(): Command {
  return new Command("detect")
    .description("judge values from standard input, one per line")
    .addOption(new Option("--sqli", "look for SQL injection").conflicts("xss"))
    .option("--xss", "look for cross-site scripting")
    .option("--decode", "percent-decode each line first, as in a query")
    .addHelpText("after", HELP)
    .action(detect);
}

async function detect({ sqli, xss, decode }: DetectOptions, command: Command): Promise<void> {
  if (sqli !== true && xss !== true)
    command.error("error: name a detector: --sqli or --xss", { exitCode: exitCode("usage") });
  // Loaded where it is used: the other commands start faster without it.
  const { detectSqli, detectXss, decodeArgument } = await import("#waf/detectors.ts");
  const detector = sqli === true ? detectSqli : detectXss;
  // Values are bytes, a char each.
  process.stdin.setEncoding("latin1");
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    const value = decode === true ? decodeArgument(line) : line;
    const isTaken = process.stdout.write(detector(value) === undefined ? "0\n" : "1\n");
    if (!isTaken) await once(process.stdout, "drain");
  }
  process.exitCode = exitCode("ok");
}
