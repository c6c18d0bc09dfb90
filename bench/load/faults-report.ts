// The fault bench's figures, judged and written as text.

import { type Machine, machineLine } from "../measure/machine.ts";
import { median } from "../measure/statistics.ts";
import { textTable } from "../measure/text-table.ts";
import type { LoadTotals } from "./steady-client.ts";

export type FaultsReport = {
  readonly date: string;
  readonly machine: Machine;
  readonly seconds: number;
  readonly load: LoadTotals;
  readonly reloads: ReloadTotals;
  /** Access lines on file, for the requests of the load and of the probes together. */
  readonly accessLines: number;
  /** Anything that the node did wrong apart from failed requests. */
  readonly problems: readonly string[];
};

export type ReloadTotals = {
  /** From the change to the moment when every worker serves it, in ms. */
  readonly bySignalMs: readonly number[];
  readonly byFileMs: readonly number[];
  /** From a broken change to its refusal, in ms. */
  readonly refusedMs: readonly number[];
};

export const isFaultless = (report: FaultsReport): boolean =>
  report.load.failures === 0 && report.problems.length === 0;

export function faultsText(report: FaultsReport): string {
  const { load, reloads } = report;
  const requests = load.gets + load.posts;
  const rows = [
    ["requests", `${requests.toLocaleString("en")} (${load.gets} GET, ${load.posts} POST)`],
    ["requests per second", Math.round(requests / report.seconds).toLocaleString("en")],
    ["failures (must be 0)", String(load.failures)],
    ["slowest request, ms", load.slowestMs.toFixed(0)],
    ["connections opened", String(load.connections)],
    ["access lines", report.accessLines.toLocaleString("en")],
    ["reloads accepted", String(reloads.bySignalMs.length + reloads.byFileMs.length)],
    ["broken configurations refused", String(reloads.refusedMs.length)],
    ["swap after SIGHUP, median and longest ms", timesText(reloads.bySignalMs)],
    ["swap after a file change, median and longest ms", timesText(reloads.byFileMs)],
    ["refusal, median and longest ms", timesText(reloads.refusedMs)],
  ];
  const verdict = isFaultless(report)
    ? "- kept: a swap without a failed request"
    : "- MISSED: a swap without a failed request";
  return [
    `${report.date}, ${machineLine(report.machine)}, two workers, ${report.seconds.toFixed(0)} s of load.`,
    textTable(["what", "figure"], rows),
    [verdict, ...load.examples.map(listed), ...report.problems.map(listed)].join("\n"),
  ].join("\n\n");
}

const listed = (text: string): string => `  - ${text}`;

const timesText = (times: readonly number[]): string =>
  times.length === 0 ? "–" : `${median(times).toFixed(0)}, ${Math.max(...times).toFixed(0)}`;
