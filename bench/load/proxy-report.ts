// The proxy bench's figures: summed up, held against the budgets, and written as text.

import { type Machine, machineLine } from "../measure/machine.ts";
import { median, type Spread, spread } from "../measure/statistics.ts";
import { textTable } from "../measure/text-table.ts";
import type { Measurement } from "./interleaved-rounds.ts";
import { MOST_OF_EDGE, medianRatio } from "./round-ratios.ts";

export type ProxyReport = {
  readonly date: string;
  readonly machine: Machine;
  readonly isPinned: boolean;
  readonly connections: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly shapes: readonly ShapeReport[];
};

export type ShapeReport = {
  readonly shape: string;
  readonly title: string;
  readonly servers: readonly ServerSummary[];
  readonly verdicts: readonly Verdict[];
};

export type ServerSummary = {
  readonly name: string;
  readonly title: string;
  readonly cpuMicros: Spread;
  readonly userMicros: number;
  readonly systemMicros: number;
  readonly requestsPerSecond: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  /** Median of the rounds' own ratios; undefined where nginx did not run. */
  readonly ratioToNginx: number | undefined;
  readonly measurements: readonly Measurement[];
};

export type Verdict = {
  readonly budget: string;
  readonly ratio: number;
  readonly isKept: boolean;
};

const MOST_OF_NGINX = 1.6;
const LEAST_GAIN_ON_NODE = 2;

export function summarize(
  titles: ReadonlyMap<string, string>,
  results: ReadonlyMap<string, readonly Measurement[]>,
): readonly ServerSummary[] {
  return [...results].map(([name, measurements]) => ({
    name,
    title: titles.get(name) ?? name,
    cpuMicros: spread(measurements.map((one) => one.cpuMicros)),
    userMicros: median(measurements.map((one) => one.userMicros)),
    systemMicros: median(measurements.map((one) => one.systemMicros)),
    requestsPerSecond: median(measurements.map((one) => one.requestsPerSecond)),
    p50Micros: median(measurements.map((one) => one.p50Micros)),
    p99Micros: median(measurements.map((one) => one.p99Micros)),
    ratioToNginx: medianRatio(measurements, results.get("nginx")),
    measurements,
  }));
}

/** The budgets that can be judged with the servers that ran. */
export function judge(results: ReadonlyMap<string, readonly Measurement[]>): readonly Verdict[] {
  const ours = results.get("portcullis");
  const toNginx = medianRatio(ours, results.get("nginx"));
  // What undici's lowest interface can do is printed, and no budget was made for it (decision 0028).
  const ofNode = medianRatio(results.get("node-undici"), ours);
  const verdicts: Verdict[] = [];
  if (toNginx !== undefined && ours !== undefined) {
    const budget = `Portcullis costs at most ${MOST_OF_NGINX} × nginx`;
    verdicts.push({ budget, ratio: toNginx, isKept: toNginx <= MOST_OF_NGINX });
  }
  if (ofNode !== undefined) {
    const budget = `Node http + undici costs at least ${LEAST_GAIN_ON_NODE} × Portcullis`;
    verdicts.push({ budget, ratio: ofNode, isKept: ofNode >= LEAST_GAIN_ON_NODE });
  }
  const ofEdge = medianRatio(results.get("portcullis-edge"), ours);
  if (ofEdge !== undefined && ours !== undefined) {
    const budget = `Its edge configured, Portcullis costs at most ${MOST_OF_EDGE} × itself`;
    verdicts.push({ budget, ratio: ofEdge, isKept: ofEdge <= MOST_OF_EDGE });
  }
  return verdicts;
}

export const isWithinBudgets = (report: ProxyReport): boolean =>
  report.shapes.every((shape) => shape.verdicts.every((verdict) => verdict.isKept));

export function reportText(report: ProxyReport): string {
  const versions = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  const pinning = report.isPinned
    ? "servers on one core, wrk and the upstream on another"
    : "no pinning: there is only one core, so servers and client disturb each other";
  return [
    `${report.date}, ${machineLine(report.machine)}.`,
    `${versions.join("; ")}.`,
    `${report.connections} keep-alive connections, ${report.rounds} interleaved rounds of ${report.seconds} s; ${pinning}.`,
    ...report.shapes.map(shapeText),
  ].join("\n\n");
}

function shapeText(shape: ShapeReport): string {
  const head = [
    "server",
    "CPU µs/request",
    "min–max",
    "user",
    "system",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "× nginx",
  ];
  const table = textTable(head, shape.servers.map(serverRow));
  return [shape.title, "", table, "", ...shape.verdicts.map(verdictText)].join("\n").trimEnd();
}

const serverRow = (server: ServerSummary): readonly string[] => [
  server.title,
  server.cpuMicros.median.toFixed(1),
  `${server.cpuMicros.min.toFixed(1)}–${server.cpuMicros.max.toFixed(1)}`,
  server.userMicros.toFixed(1),
  server.systemMicros.toFixed(1),
  Math.round(server.requestsPerSecond).toLocaleString("en"),
  (server.p50Micros / 1000).toFixed(2),
  (server.p99Micros / 1000).toFixed(2),
  server.ratioToNginx?.toFixed(2) ?? "–",
];

const verdictText = (verdict: Verdict): string =>
  `- ${verdict.isKept ? "kept" : "MISSED"}: ${verdict.budget} (${verdict.ratio.toFixed(2)} ×)`;
