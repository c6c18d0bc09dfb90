// The WAF bench's figures: what a request costs here and at the peer, and the ratio that was promised.

import { type Machine, machineLine } from "../measure/machine.ts";
import { median } from "../measure/statistics.ts";
import { textTable } from "../measure/text-table.ts";
import type { Measurement } from "./interleaved-rounds.ts";

/** CPU time per request, in microseconds. */
export type WafFigure = {
  readonly shape: string;
  readonly connections: number;
  readonly oursUs: number;
  readonly peerUs: number;
  /** The median of the rounds' own ratios, peer to ours. */
  readonly ratio: number;
  /** What the ratio must be at the least. */
  readonly budget: number;
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

/** Compares round by round: the two measurements of one round met the machine in the same state. */
export function compare(
  about: Compared,
  ours: readonly Measurement[],
  peers: readonly Measurement[],
): WafFigure {
  const ratios = ours.map((one, round) => (peers[round]?.cpuMicros ?? Number.NaN) / one.cpuMicros);
  return {
    ...about,
    oursUs: rounded(median(ours.map(({ cpuMicros }) => cpuMicros))),
    peerUs: rounded(median(peers.map(({ cpuMicros }) => cpuMicros))),
    ratio: rounded(median(ratios)),
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

export const isWithinBudgets = ({ figures }: WafReport): boolean =>
  figures.every(({ ratio, budget }) => ratio >= budget);

export function reportText({ date, machine, rounds, seconds, versions, figures }: WafReport): string {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const rows = figures.map(({ shape, connections, oursUs, peerUs, ratio, budget }) => [
    shape,
    String(connections),
    oursUs.toFixed(1),
    peerUs.toFixed(1),
    ratio.toFixed(1),
    `${ratio >= budget ? "≥" : "MISSED"} ${budget}`,
  ]);
  return [
    `${date}, ${machineLine(machine)}.`,
    `${names.join("; ")}. CPU µs per request, medians of ${rounds} interleaved rounds of ${seconds} s.`,
    textTable(["shape", "connections", "Portcullis", "nginx + libmodsecurity", "ratio", "budget"], rows),
  ].join("\n\n");
}
