// The layers bench's figures: what a request costs with the WAF alone, and with all layers behind it.

import { type Machine, machineLine } from "../measure/machine.ts";
import { median } from "../measure/statistics.ts";
import { textTable } from "../measure/text-table.ts";
import type { Measurement } from "./interleaved-rounds.ts";

/** CPU time per request, in microseconds. */
export type LayerFigure = {
  readonly shape: string;
  readonly wafUs: number;
  readonly layersUs: number;
  /** The median of the rounds' own differences. */
  readonly addedUs: number;
  /** What may be added at the most; undefined where nobody promised it. */
  readonly budgetUs: number | undefined;
};

export type LayersReport = {
  readonly date: string;
  readonly machine: Machine;
  readonly connections: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly figures: readonly LayerFigure[];
};

/** Compares round by round: the two measurements of one round met the machine in the same state. */
export function layerFigure(
  about: Pick<LayerFigure, "shape" | "budgetUs">,
  waf: readonly Measurement[],
  layers: readonly Measurement[],
): LayerFigure {
  const added = layers.map((one, round) => one.cpuMicros - (waf[round]?.cpuMicros ?? Number.NaN));
  return {
    ...about,
    wafUs: rounded(median(waf.map(({ cpuMicros }) => cpuMicros))),
    layersUs: rounded(median(layers.map(({ cpuMicros }) => cpuMicros))),
    addedUs: rounded(median(added)),
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

const isKept = ({ addedUs, budgetUs }: LayerFigure): boolean => budgetUs === undefined || addedUs <= budgetUs;

export const isWithinBudgets = ({ figures }: LayersReport): boolean => figures.every(isKept);

export function reportText({ date, machine, connections, rounds, seconds, figures }: LayersReport): string {
  const rows = figures.map((figure) => [
    figure.shape,
    figure.wafUs.toFixed(1),
    figure.layersUs.toFixed(1),
    figure.addedUs.toFixed(1),
    figure.budgetUs === undefined ? "" : `${isKept(figure) ? "≤" : "MISSED"} ${figure.budgetUs}`,
  ]);
  return [
    `${date}, ${machineLine(machine)}.`,
    `${connections} keep-alive connections, ${rounds} interleaved rounds of ${seconds} s, tokens seen before.`,
    textTable(["shape", "WAF alone, µs", "all layers, µs", "added, µs", "budget, µs"], rows),
  ].join("\n\n");
}
