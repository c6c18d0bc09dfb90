// `portcullis waf explain`: why a WAF says what it says of one request.

import { Command } from "commander";
import { exitCode } from "./exit-code.ts";
import { readMessageFile } from "./request-file.ts";
import { type SourceOptions, withSourceOptions } from "./waf-source.ts";

const HELP = `
The request is a raw HTTP/1.1 message: its head, an empty line, its body. A file without carriage
returns is completed with them. Without Content-Length, the body is all that follows the empty line.
With --config the policy's exceptions and virtual patches count, as on a node, but for exceptions that
ask for a network: which networks a client is in is not asked here.

Exits with 0 where the request would pass, with 1 where it would be refused.

Examples:
  $ portcullis waf explain request.txt --config portcullis.yaml --policy strict
  $ printf 'GET /?q=1%%27+OR+1=1-- HTTP/1.1\\nHost: a\\n\\n' | portcullis waf explain - --crs crs/
  $ portcullis waf explain request.txt --crs crs/ --paranoia-level 2 --json`;

type ExplainOptions = SourceOptions & { readonly json?: true; readonly client: string };

export function wafExplainCommand(): Command {
  const command = new Command("explain")
    .description("tell what the rules make of a request")
    .argument("<request-file>", "the request; - is standard input");
  return withSourceOptions(command)
    .option("--client <address>", "address of the client", "127.0.0.1")
    .option("--json", "print everything as JSON")
    .addHelpText("after", HELP)
    .action(explain);
}

async function explain(file: string, options: ExplainOptions): Promise<void> {
  process.exitCode = exitCode("findings");
  const bytes = readMessageFile(file);
  if (bytes === undefined) return;
  // Loaded where it is used: the other commands start faster without it.
  const { openSource } = await import("./open-waf-source.ts");
  const source = await openSource(options);
  if (source === undefined) return;
  const { explainBytes } = await import("./explain-bytes.ts");
  const { explanationJson, explanationText } = await import("./explanation-text.ts");
  const report = explainBytes(source, bytes, options.client);
  console.log(
    options.json === true
      ? JSON.stringify(explanationJson(report), undefined, 2)
      : explanationText(report).trimEnd(),
  );
  if (!report.isRefused) process.exitCode = exitCode("ok");
}
