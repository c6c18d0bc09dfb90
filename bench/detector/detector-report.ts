// The report of the detector bench: its table, and whether its budgets are kept.

import { type Machine, machineLine } from "../measure/machine.ts";
import { textTable } from "../measure/text-table.ts";
import { type AlarmFigure, alarmShare, type RecallFigure, recallOf } from "./corpus-figures.ts";
import type { CleanCost, HostileCost } from "./cost-figures.ts";
import type { RuleSetFigures } from "./rule-set-figures.ts";
import { ruleSetBudgets, ruleSetText } from "./rule-set-report.ts";

export type DetectorReport = {
  readonly date: string;
  readonly machine: Machine;
  readonly recall: readonly RecallFigure[];
  readonly alarms: readonly AlarmFigure[];
  readonly otherAttacks: readonly AlarmFigure[];
  readonly clean: readonly CleanCost[];
  readonly hostile: readonly HostileCost[];
  readonly ruleSets: RuleSetFigures;
};

type Budget = {
  readonly what: string;
  readonly figure: string;
  readonly limit: string;
  readonly isKept: boolean;
};

const RECALL = { sqli: 0.98, xss: 0.97 };
const ALARMS = 0.01;
const CLEAN_NS = 300;
/** About a millisecond: what one value of the longest kind may take from a worker. */
const HOSTILE_MS = 1.5;

/** All on the part that nobody looked at while tuning. */
export function budgetsOf(report: DetectorReport): readonly Budget[] {
  const recall = (["sqli", "xss"] as const).map((kind) => {
    const share = recallOf(report.recall, kind, "report");
    return budget(
      `${kind}: attacks found`,
      percent(share),
      `≥ ${percent(RECALL[kind])}`,
      share >= RECALL[kind],
    );
  });
  const alarms = (["sqli", "xss", "either"] as const).map((which) => {
    const share = alarmShare(report.alarms, which, "report");
    return budget(`${which}: false alarms`, percent(share), `≤ ${percent(ALARMS)}`, share <= ALARMS);
  });
  const clean = report.clean.map(({ detector, ns }) =>
    budget(`${detector}: ns for a clean value`, ns.median.toFixed(0), `≤ ${CLEAN_NS}`, ns.median <= CLEAN_NS),
  );
  const slowestMs = Math.max(...report.hostile.map(({ ms }) => ms));
  const hostile = budget(
    "slowest 64 KB, ms",
    slowestMs.toFixed(2),
    `≤ ${HOSTILE_MS}`,
    slowestMs <= HOSTILE_MS,
  );
  return [...recall, ...alarms, ...clean, hostile, ...ruleSetBudgets(report.ruleSets)];
}

const budget = (what: string, figure: string, limit: string, isKept: boolean): Budget => ({
  what,
  figure,
  limit,
  isKept,
});

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

export function reportText(report: DetectorReport): string {
  return [
    `${report.date}, ${machineLine(report.machine)}.`,
    textTable(
      ["budget, on the reported part", "figure", "limit", "kept"],
      budgetsOf(report).map(({ what, figure, limit, isKept }) => [
        what,
        figure,
        limit,
        isKept ? "yes" : "NO",
      ]),
    ),
    textTable(["attacks", "part", "values", "found", "share"], report.recall.map(recallRow)),
    textTable(
      ["no attacks", "part", "values", "sqli", "xss", "either"],
      [...report.alarms, ...report.otherAttacks].map(alarmRow),
    ),
    "The last rows are attacks of other kinds, where an alarm is neither right nor wrong.",
    textTable(["slowest values", "ms for 64 KB"], report.hostile.map(hostileRow)),
    ruleSetText(report.ruleSets),
  ].join("\n\n");
}

function recallRow({ kind, corpus, part, values, found }: RecallFigure): readonly string[] {
  return [`${kind}: ${corpus}`, part, String(values), String(found), percent(found / values)];
}

function alarmRow({ corpus, part, values, sqli, xss, either }: AlarmFigure): readonly string[] {
  return [corpus, part, String(values), String(sqli), String(xss), String(either)];
}

/** A value's name may hold what ends a column. */
function hostileRow({ detector, value, ms }: HostileCost): readonly string[] {
  return [`${detector}: ${value.replaceAll("|", "\\|").replaceAll("`", "'")}`, ms.toFixed(2)];
}
