// The part of the detector bench's report that compares rule sets: tables, and whether baseline keeps up.

import { textTable } from "../measure/text-table.ts";
import type { RefusalFigure, RequestCost, RuleSetFigures, RuleSetName } from "./rule-set-figures.ts";

export type RuleSetBudget = {
  readonly what: string;
  readonly figure: string;
  readonly limit: string;
  readonly isKept: boolean;
};

/** Of what CRS costs. */
const COST_SHARE = 0.5;

/** All on the part that nobody looked at while tuning. */
export function ruleSetBudgets(figures: RuleSetFigures): readonly RuleSetBudget[] {
  const own = balancedAccuracy(figures.refusals, "baseline");
  const crs = balancedAccuracy(figures.refusals, "crs");
  const accuracy = {
    what: "baseline: balanced accuracy",
    figure: percent(own),
    limit: `≥ ${percent(crs)} (crs)`,
    isKept: own >= crs,
  };
  const costs = figures.costs.filter(({ ruleSet }) => ruleSet === "crs");
  return [
    accuracy,
    ...costs.map((cost) => {
      const share = medianOf(figures.costs, "baseline", cost.traffic) / cost.us.median;
      return {
        what: `baseline: CPU of crs, ${cost.traffic}`,
        figure: `${share.toFixed(2)} ×`,
        limit: `≤ ${COST_SHARE} ×`,
        isKept: share <= COST_SHARE,
      };
    }),
  ];
}

/** The mean of the share of attacks that are refused and that of other requests that are not. */
function balancedAccuracy(figures: readonly RefusalFigure[], ruleSet: RuleSetName): number {
  const chosen = figures.filter((figure) => figure.ruleSet === ruleSet && figure.part === "report");
  const attacks = refusedShare(chosen.filter(({ isAttack }) => isAttack));
  const others = refusedShare(chosen.filter(({ isAttack }) => !isAttack));
  return (attacks + 1 - others) / 2;
}

function refusedShare(figures: readonly RefusalFigure[]): number {
  const requests = figures.reduce((sum, figure) => sum + figure.requests, 0);
  return figures.reduce((sum, { refused }) => sum + refused, 0) / requests;
}

export function ruleSetText(figures: RuleSetFigures): string {
  return [
    textTable(
      ["requests", "part", "attacks", "number", "refused: baseline", "crs", "scored: baseline", "crs"],
      figures.refusals.filter(({ ruleSet }) => ruleSet === "baseline").map((own) => row(own, figures)),
    ),
    "The attacks of the site log look for pages of software that is not there, which is scored low on purpose.",
    textTable(
      ["CPU of a request, µs", "baseline", "crs", "share"],
      figures.costs.filter(({ ruleSet }) => ruleSet === "crs").map((crs) => costRow(crs, figures.costs)),
    ),
  ].join("\n\n");
}

function row(own: RefusalFigure, { refusals }: RuleSetFigures): readonly string[] {
  const crs = refusals.find(
    ({ ruleSet, corpus, part, isAttack }) =>
      ruleSet === "crs" && corpus === own.corpus && part === own.part && isAttack === own.isAttack,
  );
  return [
    ...[own.corpus, own.part, own.isAttack ? "yes" : "no", String(own.requests)],
    ...[String(own.refused), String(crs?.refused ?? ""), String(own.scored), String(crs?.scored ?? "")],
  ];
}

function costRow({ traffic, us }: RequestCost, costs: readonly RequestCost[]): readonly string[] {
  const own = medianOf(costs, "baseline", traffic);
  return [traffic, own.toFixed(1), us.median.toFixed(1), `${(own / us.median).toFixed(2)} ×`];
}

function medianOf(costs: readonly RequestCost[], ruleSet: RuleSetName, traffic: string): number {
  return costs.find((cost) => cost.ruleSet === ruleSet && cost.traffic === traffic)?.us.median ?? Number.NaN;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
