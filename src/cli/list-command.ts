// `portcullis ban` and `portcullis allow`: the lists that decide about clients, on the running node.

import { Argument, Command, InvalidArgumentError } from "commander";
import type { AdminCall } from "./admin-call.ts";
import { exitCode } from "./exit-code.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

type ListKind = { readonly name: "ban" | "allow"; readonly path: string; readonly description: string };

const kinds = {
  ban: { name: "ban", path: "/api/v1/bans", description: "ban clients, lift bans, or list them" },
  allow: { name: "allow", path: "/api/v1/allowed", description: "let clients in whatever bans say" },
} as const satisfies Readonly<Record<string, ListKind>>;

const ACTIONS = ["add", "remove", "list"] as const;

const helpOf = ({ name }: ListKind): string => `
The subject is an address or a prefix. What add prints is durable, and in force on every worker.
An allowance wins over every ban; a trusted hop is never banned. Adding a subject again changes its
reason and end.

The node is found by its configuration, and asked with the token beside its store, which only the
node's user can read. Exits with 0 where it was done, else with 1 and the reason on standard error.

Examples:
  $ portcullis ${name} add 203.0.113.7 --for 4h --reason "scans for backups"
  $ portcullis ${name} add 2001:db8:1::/48
  $ portcullis ${name} remove 203.0.113.7
  $ portcullis ${name} list --json`;

type ListOptions = {
  readonly config: string;
  readonly for?: number;
  readonly reason: string;
  readonly json?: true;
};

type Entry = {
  readonly id: number;
  readonly subject: string;
  readonly origin: string;
  readonly reason: string;
  readonly until: string | null;
};

export const banCommand = (): Command => listCommand(kinds.ban);
export const allowCommand = (): Command => listCommand(kinds.allow);

function listCommand(kind: ListKind): Command {
  return new Command(kind.name)
    .description(kind.description)
    .addArgument(new Argument("<action>", "what to do").choices(ACTIONS))
    .argument("[subject]", "an address or a prefix, for add and remove")
    .option(
      "-f, --for <duration>",
      "how long, such as 30m, 4h or 7d; without it, until it is removed",
      seconds,
    )
    .option("-r, --reason <text>", "why, for those who read the list", "")
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
    .option("--json", "print the answer as JSON")
    .addHelpText("after", helpOf(kind))
    .action(async (action: (typeof ACTIONS)[number], subject: string | undefined, options: ListOptions) => {
      const call = callOf(kind, action, subject, options);
      process.exitCode = exitCode(call !== undefined && (await run(call, options)) ? "ok" : "findings");
    });
}

function callOf(
  kind: ListKind,
  action: (typeof ACTIONS)[number],
  subject: string | undefined,
  { for: lasting, reason }: ListOptions,
): AdminCall | undefined {
  if (action === "list") return { method: "GET", path: kind.path };
  if (subject === undefined) {
    console.error(`${kind.name} ${action} needs a subject: an address or a prefix`);
    return undefined;
  }
  if (action === "remove")
    return { method: "DELETE", path: `${kind.path}?subject=${encodeURIComponent(subject)}` };
  const body = { subject, reason, origin: "cli", ...(lasting === undefined ? {} : { seconds: lasting }) };
  return { method: "POST", path: kind.path, body };
}

/** True where it was done. */
async function run(call: AdminCall, { config, json }: ListOptions): Promise<boolean> {
  // Loaded where it is used: the other commands start faster without it.
  const { callAdmin } = await import("./admin-call.ts");
  const answer = await callAdmin(config, call);
  if (answer.failure !== "") {
    console.error(answer.failure);
    return false;
  }
  if (json === true) console.log(JSON.stringify(answer.value, undefined, 2));
  else for (const entry of entriesIn(answer.value)) console.log(lineOf(entry));
  return true;
}

function entriesIn(value: unknown): readonly Entry[] {
  // The node of this version answers with an entry, or with all of them.
  const answer = value as Entry | { readonly entries: readonly Entry[] };
  return "entries" in answer ? answer.entries : [answer];
}

/** Control characters in a reason could move a terminal's cursor. */
function lineOf({ id, subject, origin, reason, until }: Entry): string {
  const end = until === null ? "no end" : `until ${until}`;
  const text = [String(id).padStart(4), subject.padEnd(20), end, origin, reason].join("  ").trimEnd();
  return text.replace(/\p{Cc}/gu, "?");
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function seconds(text: string): number {
  const [, number = "", unit = ""] = /^([0-9]{1,9}(?:\.[0-9]{1,3})?)([smhd])$/.exec(text) ?? [];
  const total = Number(number) * (UNIT_SECONDS[unit] ?? Number.NaN);
  if (!(total > 0)) throw new InvalidArgumentError("It takes a number and a unit: 90s, 30m, 4h, 7d.");
  return total;
}
