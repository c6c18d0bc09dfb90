// What bench:limits found, as data and as tables.

import { type Machine, machineLine } from "../measure/machine.ts";
import { textTable } from "../measure/text-table.ts";

export type ScenarioFigures = {
  readonly scenario: string;
  readonly calls: number;
  /** At each moment. */
  readonly alone: readonly number[];
  readonly together: readonly number[];
};

export type RiskFigures = {
  readonly risk: number;
  /** What the limit should be. */
  readonly units: number;
  readonly admitted: number;
};

export type LimitReport = {
  readonly date: string;
  readonly machine: Machine;
  readonly threads: number;
  readonly scenarios: readonly ScenarioFigures[];
  readonly base: number;
  readonly floor: number;
  readonly risks: readonly RiskFigures[];
};

const isExact = ({ alone, together }: ScenarioFigures): boolean =>
  alone.every((count, moment) => count === together[moment]);

export function isKept({ scenarios, risks, floor }: LimitReport): boolean {
  return (
    scenarios.every(isExact) &&
    risks.every(({ units, admitted }) => units === admitted) &&
    risks.at(-1)?.admitted === floor
  );
}

export function reportText(report: LimitReport): string {
  const { machine, threads, scenarios, base, floor, risks } = report;
  const rows = scenarios.map((figures) => [
    figures.scenario,
    figures.calls.toString(),
    sum(figures.alone).toString(),
    sum(figures.together).toString(),
    isExact(figures) ? "equal" : `DIFFERENT: ${figures.alone.join(" ")} and ${figures.together.join(" ")}`,
  ]);
  const riskRows = risks.map(({ risk, units, admitted }) => [
    risk.toString(),
    units.toString(),
    admitted.toString(),
    units === admitted ? "equal" : "DIFFERENT",
  ]);
  return [
    machineLine(machine),
    textTable(["load on", "calls", "one thread admits", `${threads} threads admit`, "at each moment"], rows),
    `A limit of ${base} calls with a floor of ${floor}, by the risk of the caller:`,
    textTable(["risk", "limit", "admitted", ""], riskRows),
  ].join("\n\n");
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
