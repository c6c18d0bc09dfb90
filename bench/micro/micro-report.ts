// What the micro bench found, as data and as a table.

import { type Machine, machineLine } from "../measure/machine.ts";
import type { Spread } from "../measure/statistics.ts";
import { textTable } from "../measure/text-table.ts";
import type { Fact } from "./subject.ts";

export type CaseFigures = {
  readonly subject: string;
  readonly name: string;
  readonly ns: Spread;
  readonly budgetNs?: number;
};

export type SubjectFact = Fact & { readonly subject: string };

export type MicroReport = {
  readonly date: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly cases: readonly CaseFigures[];
  readonly facts: readonly SubjectFact[];
};

export function reportText({ machine, rounds, cases, facts }: MicroReport): string {
  const rows = cases.map(({ subject, name, ns, budgetNs }) => [
    `${subject}: ${name}`,
    digits(ns.median),
    digits(ns.min),
    digits(ns.max),
    budgetText(ns.median, budgetNs),
  ]);
  const tables = [textTable(["case", "ns/op", "min", "max", "budget"], rows)];
  if (facts.length > 0) {
    const factRows = facts.map(({ subject, name, value, unit, budget }) => [
      `${subject}: ${name}`,
      `${digits(value)} ${unit}`,
      budgetText(value, budget),
    ]);
    tables.push(textTable(["figure", "value", "budget"], factRows));
  }
  return [`${machineLine(machine)}; CPU time, medians of ${rounds} interleaved rounds`, ...tables].join(
    "\n\n",
  );
}

export function isWithinBudgets({ cases, facts }: MicroReport): boolean {
  return (
    cases.every(({ ns, budgetNs }) => ns.median <= (budgetNs ?? Number.POSITIVE_INFINITY)) &&
    facts.every(({ value, budget }) => value <= (budget ?? Number.POSITIVE_INFINITY))
  );
}

function budgetText(value: number, budget: number | undefined): string {
  if (budget === undefined) return "";
  return `${value <= budget ? "≤" : "OVER"} ${digits(budget)}`;
}

const digits = (value: number): string => (value < 100 ? value.toFixed(1) : Math.round(value).toString());
