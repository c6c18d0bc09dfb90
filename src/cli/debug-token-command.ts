// `portcullis debug-token`: a token with which a running node tells the trace of a request.

import { Command, InvalidArgumentError, Option } from "commander";
import { exitCode } from "./exit-code.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const HELP = `
A request with the token in the header Portcullis-Debug is traced: which policies ran, from which line of
which document, with what their expressions gave, and why it ended as it did. The trace is one line of the
node's log under the id of the request, which the client gets as X-Request-Id; with --show the answer has
it too, as JSON in the header Portcullis-Trace. Secrets are masked. No backend gets the token.

A token counts for one site or API, on this node, until its time is over or the node is started anew. A
trace tells how the node is configured: show it to people who may know that.

Examples:
  $ portcullis debug-token --api shop --show
  $ curl -i http://localhost:8080/shop/orders/1 -H "Portcullis-Debug: $(portcullis debug-token --api shop --show)"
  $ portcullis debug-token --site partners --minutes 5 --json`;

type DebugTokenOptions = {
  readonly config: string;
  readonly site?: string;
  readonly api?: string;
  readonly minutes?: number;
  readonly show?: true;
  readonly json?: true;
};

export function debugTokenCommand(): Command {
  return new Command("debug-token")
    .description("make a token that has the trace of a request told")
    .addOption(new Option("--site <name>", "it counts on this site").conflicts(["api"]))
    .option("--api <name>", "it counts for this API")
    .option("--minutes <count>", "for how long, 60 at most (default: 15)", minutesOf)
    .option("--show", "the client gets the trace too")
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
    .option("--json", "print the answer as JSON")
    .addHelpText("after", HELP)
    .action(makeToken);
}

function minutesOf(text: string): number {
  if (/^[1-9][0-9]?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It takes a number of minutes, 60 at most.");
}

async function makeToken({ config, json, ...asked }: DebugTokenOptions): Promise<void> {
  if (asked.site === undefined && asked.api === undefined) {
    console.error("say where it counts: --site NAME or --api NAME");
    process.exitCode = exitCode("usage");
    return;
  }
  // Loaded where it is used: the other commands start faster without it.
  const { callAdmin } = await import("./admin-call.ts");
  // JSON leaves out what was not given.
  const call = { method: "POST", path: "/api/v1/debug-tokens", body: asked } as const;
  const { failure, value } = await callAdmin(config, call);
  process.exitCode = exitCode(failure === "" ? "ok" : "findings");
  if (failure !== "") console.error(failure);
  else if (json === true) console.log(JSON.stringify(value, undefined, 2));
  else console.log(tokenIn(value));
}

const tokenIn = (value: unknown): string =>
  typeof value === "object" && value !== null && "token" in value ? String(value.token) : "";
