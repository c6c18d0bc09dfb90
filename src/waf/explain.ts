// Why the engine says what it says of one request: what the scan finds, which rules run for it, which of
// them match on what. For people who look at one request; nothing here is made to be fast.

import { systemClock } from "#kernel/clock.ts";
import { runSteps } from "#kernel/run-steps.ts";
import { MemoryCollections } from "./engine/collection-port.ts";
import { evaluateRule } from "./engine/evaluate-rule.ts";
import { PhaseScan, planPhases } from "./engine/fast/phase-scan.ts";
import { ScanHits } from "./engine/fast/scan-hits.ts";
import { NO_ENTRIES } from "./engine/keyed-collection.ts";
import type { MatchedValue } from "./engine/match-record.ts";
import type { RequestInput } from "./engine/request-input.ts";
import { RuleSet } from "./engine/rule-set.ts";
import type { LinkUnit, PhaseUnits, RuleUnit } from "./engine/rule-unit.ts";
import { isOver, nextAfter } from "./engine/run-phase.ts";
import type { Transaction } from "./engine/transaction.ts";
import { type PhaseRunner, WafSession } from "./engine/waf-session.ts";
import type { Control, Phase, Program } from "./seclang/program.ts";
import { valuesOf } from "./variable/values-of.ts";

export type ExplainedValue = {
  /** `ARGS:q`. */
  readonly target: string;
  /** As it was read; undefined where it cannot be told any more. */
  readonly raw: string | undefined;
  /** What the operator saw. */
  readonly value: string;
};

export type ExplainedMatch = {
  readonly rule: number;
  readonly phase: Phase;
  readonly message: string;
  readonly severity: number;
  readonly tags: readonly string[];
  readonly transformations: readonly string[];
  readonly operator: string;
  readonly isLogged: boolean;
  /** Ends the request, or would where the engine only detects. */
  readonly isDisruptive: boolean;
  readonly values: readonly ExplainedValue[];
};

export type ExplainedPhase = {
  readonly phase: Phase;
  /** Ids of rules that the scan found. */
  readonly candidates: readonly number[];
  /** Ids of rules that were evaluated: candidates, and rules that no scan can find. */
  readonly evaluated: readonly number[];
  /** Rules that match and that the scan did not find: a defect of the engine. */
  readonly missed: readonly number[];
};

export type Explanation = {
  readonly phases: readonly ExplainedPhase[];
  readonly matches: readonly ExplainedMatch[];
  /** Variables of TX that hold scores. */
  readonly scores: Readonly<Record<string, string>>;
  readonly session: WafSession;
};

/**
 * @param switchedOff what the policy does not want to run on this request
 * @param feed hands the request over, phase by phase
 */
export function explainRequest(
  program: Program,
  input: RequestInput,
  switchedOff: readonly Control[],
  feed: (session: WafSession) => void,
): Explanation {
  const rules = runSteps(
    RuleSet.build(program, {
      collections: new MemoryCollections(),
      nowMs: () => systemClock.wallMs(),
      operators: {},
    }),
  );
  const runner = new ExplainingRunner(rules, program);
  const session = new WafSession(rules, runner, input);
  for (const control of switchedOff) session.apply(control);
  feed(session);
  session.finish();
  const { phases, matches } = runner;
  return { phases, matches, scores: scoresOf(session.tx), session };
}

const SCORE = /score/i;
/** What rule sets keep beside scores: thresholds, and the points of each severity. */
const SETTING = /_threshold$|^(?:critical|error|warning|notice)_anomaly_score$/i;

function scoresOf({ tx }: Transaction): Record<string, string> {
  const scores: Record<string, string> = {};
  for (const { name, value } of tx.entries()) {
    if (SCORE.test(name) && !SETTING.test(name) && value !== "0") scores[name] = value;
  }
  return scores;
}

/** Runs every rule as it is written, beside the scan. */
class ExplainingRunner implements PhaseRunner {
  readonly initialTx = NO_ENTRIES;
  readonly phases: ExplainedPhase[] = [];
  readonly matches: ExplainedMatch[] = [];
  private readonly rules: RuleSet;
  private readonly program: Program;

  constructor(rules: RuleSet, program: Program) {
    this.rules = rules;
    this.program = program;
  }

  run(tx: Transaction, phase: Phase): void {
    const units = this.rules.phases[phase - 1] ?? [];
    const found = scanPhase(tx, units, this.program);
    const evaluated: number[] = [];
    const missed: number[] = [];
    for (let i = 0; i < units.length; ) {
      const unit = units[i];
      i++;
      if (unit === undefined || unit.kind === "marker" || tx.controls.removed?.has(unit.index) === true)
        continue;
      const isSkipped = found.skipped.has(unit.index);
      if (!isSkipped) evaluated.push(unit.rule.id);
      const before = tx.matches.length;
      if (!evaluateRule(tx, unit)) continue;
      if (isSkipped) missed.push(unit.rule.id);
      if (tx.matches.length > before) this.matches.push(this.explained(tx, unit));
      if (isOver(tx)) break;
      i = nextAfter(units, i, unit);
    }
    this.phases.push({ phase, candidates: found.candidates, evaluated, missed });
  }

  private explained(tx: Transaction, unit: RuleUnit): ExplainedMatch {
    const record = tx.matches.at(-1);
    const { rule } = unit;
    const operators = rule.links.flatMap(({ operator }) =>
      operator === undefined
        ? []
        : [`${operator.isNegated ? "!" : ""}@${operator.name} ${operator.argument}`],
    );
    return {
      rule: rule.id,
      phase: rule.phase,
      message: record?.message ?? "",
      severity: rule.severity,
      tags: record?.tags ?? [],
      transformations: rule.links[0]?.transformations ?? [],
      operator: operators.join(" … "),
      isLogged: rule.isLogged,
      isDisruptive: record?.isDisruptive ?? false,
      values: (record?.values ?? []).map((value) => ({
        target: value.name,
        raw: rawOf(tx, unit.links, value),
        value: value.value,
      })),
    };
  }
}

type Found = { readonly candidates: readonly number[]; readonly skipped: ReadonlySet<number> };

function scanPhase(tx: Transaction, units: PhaseUnits, program: Program): Found {
  const plan = runSteps(planPhases([units], program));
  const [scan] = runSteps(PhaseScan.build([units], program, plan));
  if (scan === undefined) return { candidates: [], skipped: new Set() };
  const hits = new ScanHits(scan.ruleCount);
  if (scan.ruleCount > 0) scan.scan(tx, hits);
  const candidates: number[] = [];
  const skipped = new Set<number>();
  for (const unit of units) {
    const bit = unit.kind === "rule" ? scan.bitOf.get(unit.index) : undefined;
    if (unit.kind === "marker" || bit === undefined) continue;
    if (hits.has(bit)) candidates.push(unit.rule.id);
    else skipped.add(unit.index);
  }
  return { candidates, skipped };
}

/** The value from which a rule's transformations made what its operator matched. */
function rawOf(
  tx: Transaction,
  links: readonly LinkUnit[],
  { name, value }: MatchedValue,
): string | undefined {
  const raws = valuesOf(tx, name);
  for (const { transformations } of links) {
    for (const raw of raws) {
      let text = raw;
      if (text === value) return raw;
      for (const transform of transformations) {
        text = transform(text, tx.settings);
        if (text === value) return raw;
      }
    }
  }
  return undefined;
}
