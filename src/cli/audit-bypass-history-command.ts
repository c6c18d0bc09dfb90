// `portcullis audit bypass history`: what the audits found that the running node makes by itself.

import { Command } from "commander";
import type { BackendReport, BypassReport, Verdict } from "#posture/bypass-report.ts";
import { exitCode } from "./exit-code.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const HELP = `
First each backend with its verdict and since when it has it; then the audits that were made, the newest
first. \`audit.bypass.schedule\` of the configuration has the node make them. With --last the report of the last
full audit is printed as JSON, as \`audit bypass --json\` does.

Exits with 0 where every backend is closed, 1 where one is open, 3 where one is unknown or none was looked at.

Examples:
  $ portcullis audit bypass history
  $ portcullis audit bypass history --last`;

type Answer = {
  readonly scheduled: boolean;
  readonly backends: readonly (Pick<BackendReport, "pool" | "member" | "address" | "verdict" | "reasons"> & {
    readonly since: string;
  })[];
  readonly history: readonly {
    readonly kind: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly requests: number;
    readonly verdicts: Readonly<Record<Verdict, number>>;
  }[];
  readonly report: BypassReport | null;
};

type HistoryOptions = { readonly config: string; readonly json?: true; readonly last?: true };

export function auditBypassHistoryCommand(): Command {
  return new Command("history")
    .description("show what the running node's scheduled audits found")
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
    .option("--json", "print the answer as JSON")
    .option("--last", "print the report of the last full audit")
    .addHelpText("after", HELP)
    .action(printHistory);
}

/** Options of the command above it with the same names are taken by it. */
async function printHistory(_own: HistoryOptions, command: Command): Promise<void> {
  const { config, json, last } = command.optsWithGlobals<HistoryOptions>();
  // Loaded where it is used: the other commands start faster without it.
  const { callAdmin } = await import("./admin-call.ts");
  const { failure, value } = await callAdmin(config, { method: "GET", path: "/api/v1/bypass-audit" });
  if (failure !== "") {
    console.error(failure);
    process.exitCode = exitCode("findings");
    return;
  }
  // The node of this version answers with this.
  const answer = value as Answer;
  const verdicts = answer.backends.map(({ verdict }) => verdict);
  const isUnknown = verdicts.length === 0 || verdicts.includes("unknown");
  process.exitCode = exitCode(verdicts.includes("open") ? "findings" : isUnknown ? "undecided" : "ok");
  if (last === true) console.log(JSON.stringify(answer.report, undefined, 2));
  else if (json === true) console.log(JSON.stringify(answer, undefined, 2));
  else for (const line of linesOf(answer)) console.log(line.replace(/\p{Cc}/gu, "?"));
}

function* linesOf({ scheduled, backends, history }: Answer): Generator<string> {
  if (!scheduled) yield "this node audits nothing by itself: see audit.bypass.schedule";
  for (const { pool, member, address, verdict, reasons, since } of backends) {
    yield `${verdict.toUpperCase().padEnd(13)} ${pool}  ${member} (${address})  since ${since}`;
    for (const reason of reasons.slice(0, 3)) yield `  ${reason}`;
  }
  for (const { kind, startedAt, finishedAt, requests, verdicts } of history) {
    const counts = Object.entries(verdicts).filter(([, count]) => count > 0);
    const found = counts.map(([verdict, count]) => `${count} ${verdict}`).join(", ");
    yield `${startedAt} to ${finishedAt}  ${kind.padEnd(5)}  ${requests} requests: ${found || "no backend"}`;
  }
}
