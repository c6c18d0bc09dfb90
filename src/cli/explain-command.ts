// `portcullis explain`: what a node would do with one request, stage by stage and policy by policy.

import { Command, InvalidArgumentError, Option } from "commander";
import { exitCode } from "./exit-code.ts";
import { readMessageFile } from "./request-file.ts";

const HELP = `
The request is a raw HTTP/1.1 message: its head, an empty line, its body. A file without carriage
returns is completed with them. Nothing is started and nobody is called: the backend answers what
--answer-status and --answer-body say, requests of policies' own fail, and counters begin at zero:
--repeat tells what becomes of the last one of several equal requests, beyond a limit for one.
Values of secret named values are masked.

Exits with 0 where the request would get an answer below 400, with 1 where it would not.

Examples:
  $ portcullis explain request.txt --config portcullis.yaml
  $ printf 'GET /orders/1 HTTP/1.1\\nHost: a\\n\\n' | portcullis explain - --config portcullis.yaml --json
  $ portcullis explain request.txt --config portcullis.yaml --repeat 6
  $ portcullis explain request.txt --config portcullis.yaml --listener private --client 198.51.100.7`;

export type ExplainOptions = {
  readonly config: string;
  readonly listener?: string;
  readonly client: string;
  readonly https?: true;
  readonly answerStatus: number;
  readonly answerBody: string;
  readonly repeat: number;
  readonly json?: true;
};

export function explainCommand(): Command {
  return new Command("explain")
    .description("tell what a node would do with a request")
    .argument("<request-file>", "the request; - is standard input")
    .requiredOption("--config <file>", "the configuration")
    .option("--listener <name>", "where the request comes in; the first listener otherwise")
    .option("--client <address>", "address of the client", "127.0.0.1")
    .option("--https", "the request comes over TLS")
    .addOption(
      new Option("--answer-status <code>", "status of the backend's answer").default(200).argParser(Number),
    )
    .option("--answer-body <text>", "body of the backend's answer", "{}")
    .addOption(
      new Option("--repeat <count>", "of so many equal requests, tell the last")
        .default(1)
        .argParser(countOf),
    )
    .option("--json", "print everything as JSON")
    .addHelpText("after", HELP)
    .action(explain);
}

function countOf(text: string): number {
  if (/^[1-9][0-9]{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It takes a number from 1 to 99999.");
}

async function explain(file: string, options: ExplainOptions): Promise<void> {
  process.exitCode = exitCode("findings");
  const bytes = readMessageFile(file);
  if (bytes === undefined) return;
  // Loaded where it is used: the other commands start faster without it.
  const { explainBytesWith } = await import("./explain-request.ts");
  const explanation = await explainBytesWith(bytes, options);
  if (explanation === undefined) return;
  const { requestText } = await import("./request-explanation-text.ts");
  console.log(
    options.json === true ? JSON.stringify(explanation, undefined, 2) : requestText(explanation).trimEnd(),
  );
  const { status } = explanation.response;
  if (status > 0 && status < 400) process.exitCode = exitCode("ok");
}
