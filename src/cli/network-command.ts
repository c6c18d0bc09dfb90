// `portcullis network`: what the networks of the running node hold, and its screen as sets for a packet
// filter.

import { Command, Option } from "commander";
import { exitCode } from "./exit-code.ts";
import { ipsetText, nftablesText, type Screen } from "./filter-sets.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const LIST_HELP = `
One line for each network: its name, how much it holds, whether the screen allows or denies it, and of
a feed how old its list is and what is wrong with the newest one. Then the data on countries.

Examples:
  $ portcullis network list
  $ portcullis network list --json`;

const EXPORT_HELP = `
Prints what \`screen\` of the node allows and denies, with bans and allowances, and its trusted hops: each
as a set without overlaps, entries that end with the time that they have left. Lists of single listeners
are not in it. nftables gets a table with a chain for the ports of the listeners; ipset gets sets alone.

Examples:
  $ portcullis network export --format nftables | nft -f -
  $ portcullis network export --format ipset | ipset restore`;

type Feed = {
  readonly place: string;
  readonly asOf: string | null;
  readonly stale: boolean;
  readonly failure: string;
};

type Network = {
  readonly name: string;
  readonly entries: number;
  readonly screen: string;
  readonly feed: Feed | null;
};

type Data = { readonly source: string; readonly licence: string; readonly asOf: string | null } | null;

type Answer = {
  readonly networks: readonly Network[];
  readonly geo: { readonly countries: Data; readonly asns: Data };
};

export function networkCommand(): Command {
  const command = new Command("network").description("named networks of the running node, and their feeds");
  command
    .command("list")
    .description("list networks, how much they hold, and how old it is")
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
    .option("--json", "print the answer as JSON")
    .addHelpText("after", LIST_HELP)
    .action(async ({ config, json }: { readonly config: string; readonly json?: true }) => {
      const value = await ask(config, "/api/v1/networks");
      if (value === undefined) return;
      // The node of this version answers with this.
      const answer = value as Answer;
      if (json === true) console.log(JSON.stringify(answer, undefined, 2));
      else for (const line of linesOf(answer)) console.log(line.replace(/\p{Cc}/gu, "?"));
    });
  command
    .command("export")
    .description("print what the screen allows and denies, for a packet filter")
    .addOption(
      new Option("-f, --format <format>", "what it is for")
        .choices(["nftables", "ipset"])
        .makeOptionMandatory(),
    )
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
    .addHelpText("after", EXPORT_HELP)
    .action(async ({ config, format }: { readonly config: string; readonly format: string }) => {
      const value = await ask(config, "/api/v1/networks/screen");
      if (value === undefined) return;
      // As above.
      const screen = value as Screen;
      const print = format === "ipset" ? ipsetText : nftablesText;
      // Not written by hand: the console puts up with a reader that leaves early.
      console.log([...print(screen, Date.now())].join("").trimEnd());
    });
  return command;
}

/** Undefined where the node did not answer: the reason was told. */
async function ask(config: string, path: string): Promise<unknown> {
  // Loaded where it is used: the other commands start faster without it.
  const { callAdmin } = await import("./admin-call.ts");
  const answer = await callAdmin(config, { method: "GET", path });
  process.exitCode = exitCode(answer.failure === "" ? "ok" : "findings");
  if (answer.failure === "") return answer.value;
  console.error(answer.failure);
  return undefined;
}

function* linesOf({ networks, geo }: Answer): Generator<string> {
  for (const { name, entries, screen, feed } of networks) {
    const parts = [name.padEnd(20), `${entries} entries`.padEnd(18), screen.padEnd(6)];
    yield [...parts, ...(feed === null ? [] : feedParts(feed))].join("  ").trimEnd();
  }
  for (const [of, data] of Object.entries(geo)) if (data !== null) yield dataLine(of, data);
}

function feedParts({ place, asOf, stale, failure }: Feed): string[] {
  const age = asOf === null ? "nothing taken yet" : `as of ${asOf}${stale ? ", too old" : ""}`;
  return [age, failure === "" ? place : `REFUSED ${failure}`];
}

function dataLine(of: string, { source, licence, asOf }: NonNullable<Data>): string {
  const age = asOf === null ? "of unknown age" : `as of ${asOf}`;
  return [`data of ${of}: ${source}`, age, licence].filter((part) => part !== "").join(", ");
}
