// The WAF bench's figures: what a request costs here and at the peer, and the ratio that was promised.

import { type Machine, machineLine } from "../measure/machine.ts";
import { median } from "../measure/statistics.ts";
import { textTable } from "../measure/text-table.ts";
import type { Measurement } from "./interleaved-rounds.ts";
import { MOST_OF_EDGE, medianRatio } from "./round-ratios.ts";

/** CPU time per request, in microseconds. */
export type WafFigure = {
  readonly shape: string;
  readonly connections: number;
  readonly oursUs: number;
  readonly peerUs: number;
  /** With the edge configured. */
  readonly edgeUs: number;
  /** The median of the rounds' own ratios, with the edge configured to ours without. */
  readonly edgeRatio: number;
  /** The median of the rounds' own ratios, peer to ours. */
  readonly ratio: number;
  /** What the ratio must be at the least. */
  readonly budget: number;
  /** Of all its measurements, those in which somebody else was at work on the servers' core. */
  readonly disturbed: number;
};

export type WafReport = {
  readonly date: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly seconds: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly figures: readonly WafFigure[];
};

type Compared = Pick<WafFigure, "shape" | "connections" | "budget">;

type Measured = Readonly<Record<"ours" | "edge" | "peer", readonly Measurement[]>>;

export function compare(about: Compared, { ours, edge, peer }: Measured): WafFigure {
  return {
    ...about,
    oursUs: rounded(medianCpu(ours)),
    peerUs: rounded(medianCpu(peer)),
    ratio: rounded(ratioOf(peer, ours)),
    edgeUs: rounded(medianCpu(edge)),
    edgeRatio: Math.round(ratioOf(edge, ours) * 100) / 100,
    disturbed: [...ours, ...edge, ...peer].filter(({ isDisturbed }) => isDisturbed).length,
  };
}

const ratioOf = (measurements: readonly Measurement[], base: readonly Measurement[]): number =>
  medianRatio(measurements, base) ?? Number.NaN;

const medianCpu = (measurements: readonly Measurement[]): number =>
  median(measurements.map(({ cpuMicros }) => cpuMicros));

const rounded = (value: number): number => Math.round(value * 10) / 10;

export const isWithinBudgets = ({ figures }: WafReport): boolean =>
  figures.every(({ ratio, budget, edgeRatio }) => ratio >= budget && edgeRatio <= MOST_OF_EDGE);

const COLUMNS = [
  ...["shape", "connections", "Portcullis", "nginx + libmodsecurity", "ratio", "budget"],
  ...["edge configured", `of it, at most ${MOST_OF_EDGE}`, "disturbed"],
];

export function reportText({ date, machine, rounds, seconds, versions, figures }: WafReport): string {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const rows = figures.map((figure) => [
    figure.shape,
    String(figure.connections),
    figure.oursUs.toFixed(1),
    figure.peerUs.toFixed(1),
    figure.ratio.toFixed(1),
    `${figure.ratio >= figure.budget ? "≥" : "MISSED"} ${figure.budget}`,
    figure.edgeUs.toFixed(1),
    `${figure.edgeRatio <= MOST_OF_EDGE ? "" : "MISSED "}${figure.edgeRatio.toFixed(2)} ×`,
    String(figure.disturbed),
  ]);
  return [
    `${date}, ${machineLine(machine)}.`,
    `${names.join("; ")}. CPU µs per request, medians of ${rounds} interleaved rounds of ${seconds} s.`,
    textTable(COLUMNS, rows),
  ].join("\n\n");
}
