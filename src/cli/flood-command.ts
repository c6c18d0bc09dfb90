// `portcullis flood`: what the running node takes for normal, whether there is a flood, and who is kept out
// for one.

import { Command } from "commander";
import type { AdminCall } from "./admin-call.ts";
import { exitCode } from "./exit-code.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const HELP = `
status says what comes now, where a flood begins, and since how many hours that is learned. list has the
clients that are kept out, and for how many seconds still. pardon lets one in again, at once; a client that
should never be kept out belongs on the list of allowed ones (portcullis allow).

Examples:
  $ portcullis flood status
  $ portcullis flood list --json
  $ portcullis flood pardon 203.0.113.7`;

const FLOODS = "/api/v1/floods";

type Options = { readonly config: string; readonly json?: true };

type Status = {
  readonly mode: string;
  readonly isFlooded: boolean;
  readonly floodSeconds: number;
  readonly perSecond: number;
  readonly hasLearned: boolean;
  readonly learnedHours: number;
  readonly limits: {
    readonly globalPerSecond: number;
    readonly clientPerWindow: number;
    readonly newcomerPerWindow: number;
  };
  readonly clients: number;
  readonly penalized: number;
  readonly refused: Readonly<Record<string, { readonly refused: number; readonly dryRun: number }>>;
};

type Penalties = {
  readonly count: number;
  readonly penalties: readonly {
    readonly client: string;
    readonly secondsLeft: number;
    readonly round: number;
  }[];
};

export function floodCommand(): Command {
  const command = new Command("flood")
    .description("floods: what is normal, and which clients are kept out")
    .addHelpText("after", HELP);
  const add = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
      .option("--json", "print the answer as JSON");
  add("status", "what comes, and where a flood begins").action((options: Options) =>
    // The node of this version answers with these.
    show({ method: "GET", path: FLOODS }, options, (value) => statusLines(value as Status)),
  );
  add("list", "clients that are kept out").action((options: Options) =>
    show(
      { method: "GET", path: `${FLOODS}/penalties` },
      options,
      (value) => penaltyLines(value as Penalties), // the node answers with these
    ),
  );
  add("pardon", "let a client in again")
    .argument("<client>", "an address; of IPv6, any of its network of 64 bits")
    .action((client: string, options: Options) => {
      const path = `${FLOODS}/penalties?client=${encodeURIComponent(client)}`;
      return show({ method: "DELETE", path }, options, () => [`${client} is let in again`]);
    });
  return command;
}

async function show(
  call: AdminCall,
  { config, json }: Options,
  print: (value: unknown) => Iterable<string>,
): Promise<void> {
  // Loaded where it is used: the other commands start faster without it.
  const { callAdmin } = await import("./admin-call.ts");
  const { failure, value } = await callAdmin(config, call);
  process.exitCode = exitCode(failure === "" ? "ok" : "findings");
  if (failure !== "") console.error(failure);
  else if (json === true) console.log(JSON.stringify(value, undefined, 2));
  else for (const line of print(value)) console.log(line);
}

function* statusLines(status: Status): Generator<string> {
  const { mode, isFlooded, perSecond, hasLearned, learnedHours, limits, clients, penalized } = status;
  const flood = isFlooded ? `there is a flood, for ${status.floodSeconds} s` : "there is no flood";
  yield `${flood}; protection is on: ${mode}`;
  yield `${perSecond} requests and connections in the last second, from ${clients} clients in ten seconds`;
  const { globalPerSecond, clientPerWindow, newcomerPerWindow } = limits;
  yield `a flood begins above ${globalPerSecond} in a second; then a client may ask for ${clientPerWindow} in ten seconds${hasLearned ? `, a newcomer for ${newcomerPerWindow}` : ""}`;
  yield hasLearned
    ? `learned from ${learnedHours} hours of the last week`
    : `not learned yet: something came in ${learnedHours} hours; until then the floor of the configuration counts`;
  yield `${penalized} clients are kept out`;
  for (const [kind, { refused, dryRun }] of Object.entries(status.refused)) {
    if (refused + dryRun > 0) yield `${kind}: ${refused} refused, ${dryRun} in dry runs`;
  }
}

function* penaltyLines({ count, penalties }: Penalties): Generator<string> {
  for (const { client, secondsLeft, round } of penalties) {
    yield `${client.padEnd(24)} ${String(secondsLeft).padStart(6)} s left  penalty ${round}`;
  }
  if (count > penalties.length) yield `and ${count - penalties.length} more`;
}
