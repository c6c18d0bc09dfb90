// `portcullis guard reports`: calls around the gateway that guards of backends told the running node of, and
// whether they took more than it signed.

import { Command } from "commander";
import { exitCode } from "./exit-code.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const HELP = `
First the calls that guards refused, or let in because they only report, the newest first. Then, for each
span of time, how many requests the guards of a pool took by the gateway's proofs, and how many this node
signed; more taken than signed means another node with the same keys, or somebody who has the secret.
Kept in memory: the last 500 of each, since the node's control was started.

Examples:
  $ portcullis guard reports
  $ portcullis guard reports --json`;

type Answer = {
  readonly refused: readonly {
    readonly pool: string;
    readonly source: string;
    readonly method: string;
    readonly path: string;
    readonly reason: string;
    readonly enforced: boolean;
    readonly count: number;
    readonly last: string;
  }[];
  readonly windows: readonly {
    readonly pool: string;
    readonly from: string;
    readonly until: string;
    readonly accepted: number;
    readonly audits: number;
    readonly refused: number;
    readonly guards: number;
    readonly signed: { readonly atLeast: number; readonly atMost: number } | null;
    readonly difference: number | null;
  }[];
};

type ReportsOptions = { readonly config: string; readonly json?: true };

export function guardReportsCommand(): Command {
  return new Command("reports")
    .description("show what guards of backends reported to the running node")
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
    .option("--json", "print the answer as JSON")
    .addHelpText("after", HELP)
    .action(printReports);
}

async function printReports({ config, json }: ReportsOptions): Promise<void> {
  // Loaded where it is used: the other commands start faster without it.
  const { callAdmin } = await import("./admin-call.ts");
  const { failure, value } = await callAdmin(config, { method: "GET", path: "/api/v1/guard-reports" });
  process.exitCode = exitCode(failure === "" ? "ok" : "findings");
  if (failure !== "") console.error(failure);
  else if (json === true) console.log(JSON.stringify(value, undefined, 2));
  // The node of this version answers with this.
  else for (const line of linesOf(value as Answer)) console.log(line.replace(/\p{Cc}/gu, "?"));
}

function* linesOf({ refused, windows }: Answer): Generator<string> {
  for (const { last, pool, source, method, path, reason, enforced, count } of refused) {
    const what = enforced ? "refused" : "LET IN ";
    yield `${last}  ${what}  ${pool}  ${source}  ${method} ${path}  ${reason}  ${count} times`;
  }
  for (const { from, until, pool, signed, difference, ...counts } of windows) {
    const { accepted, audits, refused: denied, guards } = counts;
    const audited = audits === 0 ? "" : ` and ${audits} of audits`;
    const took = `${accepted} taken${audited}, ${denied} refused by ${guards} guards`;
    yield `${from} to ${until}  ${pool}  ${took}, ${signedText(signed)}  ${differenceText(difference)}`;
  }
  if (refused.length + windows.length === 0) yield "nothing was reported";
}

function signedText(signed: Answer["windows"][number]["signed"]): string {
  if (signed === null) return "signed not known";
  const { atLeast, atMost } = signed;
  return atLeast === atMost ? `${atLeast} signed` : `${atLeast} to ${atMost} signed`;
}

function differenceText(difference: number | null): string {
  if (difference === null) return "";
  if (difference > 0) return `${difference} MORE THAN SIGNED`;
  return difference === 0 ? "agrees" : `${-difference} signed and not taken by a guard that reports`;
}
