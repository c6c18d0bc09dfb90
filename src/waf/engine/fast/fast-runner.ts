// Runs phases like the plain interpreter, but looks only at rules that a scan has found, and not at all at
// those whose outcome is settled before any request comes.

import type { Phase, Program } from "../../seclang/program.ts";
import { evaluateRule } from "../evaluate-rule.ts";
import type { KeyedEntries } from "../keyed-collection.ts";
import type { RuleSet } from "../rule-set.ts";
import type { PhaseUnits } from "../rule-unit.ts";
import { isOver, nextAfter } from "../run-phase.ts";
import type { Transaction } from "../transaction.ts";
import type { PhaseRunner } from "../waf-session.ts";
import { CandidateWalk } from "./candidate-walk.ts";
import { type Folded, foldConstants } from "./fold-constants.ts";
import { type PhasePlan, PhaseScan, planPhases } from "./phase-scan.ts";
import { type QuickNo, quickNo } from "./quick-no.ts";
import { RepeatedRun } from "./repeated-run.ts";
import type { RuleBits } from "./rule-bits.ts";
import { ScanHits } from "./scan-hits.ts";
import { warmSamples } from "./warm-samples.ts";

type ValueQuestion = ((value: string) => boolean) | undefined;

type FastPhase = {
  readonly units: PhaseUnits;
  readonly scan: PhaseScan;
  readonly candidates: CandidateWalk;
  /** By position: whether a rule that a scan finds may match on a value; undefined for one that none can. */
  readonly mayMatch: readonly ValueQuestion[];
  /** By position: keys of TX as long as whose values are those of the beginning the rule does nothing. */
  readonly guards: readonly (readonly string[] | undefined)[];
  /** By position: rules that mostly do what they did for such a request before. */
  readonly repeated: readonly (RepeatedRun | undefined)[];
  /** By position: what says for little that a rule does not match. */
  readonly quickNos: readonly (QuickNo | undefined)[];
  readonly hits: ScanHits;
  /** The rules of later phases that are scanned together with this one; undefined where none is. */
  readonly later: RuleBits | undefined;
};

/** Phases that are scanned together: a request's head is read for both of its phases at once. */
const SCANNED_TOGETHER: readonly (readonly Phase[])[] = [[1, 2], [3], [4], [5]];

/** Of which it is found out in one step whether they can be run again. */
const RULES_AT_ONCE = 64;

/** Plain data: the automata of a program, on which most of the time to make it ready goes. */
export type FastPlan = readonly PhasePlan[];

export function* planFast(rules: RuleSet, program: Program): Generator<undefined, FastPlan> {
  const folded = yield* foldConstants(rules);
  const plan: PhasePlan[] = [];
  for (const phases of SCANNED_TOGETHER) plan.push(yield* planPhases(unitsOf(folded, phases), program));
  return plan;
}

const unitsOf = (folded: Folded, phases: readonly Phase[]): readonly PhaseUnits[] =>
  phases.map((phase) => folded.phases[phase - 1] ?? []);

export class FastRunner implements PhaseRunner {
  readonly initialTx: KeyedEntries;
  private readonly phases: readonly FastPhase[];

  private constructor(initialTx: KeyedEntries, phases: readonly FastPhase[]) {
    this.initialTx = initialTx;
    this.phases = phases;
  }

  /**
   * In small steps, so that a thread which serves requests meanwhile does not make them wait.
   * @param plan what `planFast` made of the same program, on another thread maybe
   */
  static *build(rules: RuleSet, program: Program, plan?: FastPlan): Generator<undefined, FastRunner> {
    const folded = yield* foldConstants(rules);
    const phases: FastPhase[] = [];
    for (const [index, together] of SCANNED_TOGETHER.entries()) {
      const units = unitsOf(folded, together);
      const groupPlan = plan?.[index] ?? (yield* planPhases(units, program));
      const scans = yield* PhaseScan.build(units, program, groupPlan);
      for (const [at, scan] of scans.entries()) phases.push(yield* fastPhase(units[at] ?? [], folded, scan));
    }
    return new FastRunner(folded.initialTx, phases);
  }

  /** Does ahead of requests what the first ones would have to wait for. In small steps. */
  *warm(): Generator<undefined, void> {
    for (const { scan, units } of this.phases) {
      // Of those that are scanned together the first has the automata of all.
      if (scan.isFirst && scan.ruleCount > 0) yield* scan.warm(warmSamples);
      yield* prepareOperators(units);
    }
  }

  run(tx: Transaction, phase: Phase): void {
    const found = this.phases[phase - 1];
    if (found === undefined) return;
    const { hits, later } = found;
    try {
      if (phase === 2) this.takeUp(tx, hits);
      if (found.scan.ruleCount > 0) found.scan.scan(tx, hits);
      if (later !== undefined) tx.foundAhead = hits.ahead(later);
      runFound(tx, found);
    } finally {
      hits.clear();
    }
  }

  /** What the head has for phase 2: found in phase 1, or now where that was not run. */
  private takeUp(tx: Transaction, hits: ScanHits): void {
    if (tx.foundAhead === undefined) this.phases[0]?.scan.scan(tx, hits);
    else for (const { value, rules } of tx.foundAhead) hits.add(value, rules);
    tx.foundAhead = undefined;
  }
}

function* prepareOperators(units: PhaseUnits): Generator<undefined, void> {
  for (const unit of units) {
    if (unit.kind === "marker") continue;
    for (const { operator, link, isNegated } of unit.links) {
      if (operator?.prepare !== undefined) yield* operator.prepare(link.isCapturing && !isNegated);
    }
  }
}

function runFound(tx: Transaction, phase: FastPhase): void {
  const { units, candidates, mayMatch, guards, repeated, quickNos, hits } = phase;
  for (let i = candidates.next(hits.rules, 0); i < units.length; i = candidates.next(hits.rules, i)) {
    const unit = units[i];
    const guard = guards[i];
    const run = repeated[i];
    const question = mayMatch[i];
    const saysNo = quickNos[i];
    i++;
    if (guard !== undefined && !tx.tx.hasChanged(guard)) continue;
    if (unit === undefined || unit.kind === "marker" || tx.controls.removed?.has(unit.index) === true)
      continue;
    if (run?.repeat(tx) === true || saysNo?.(tx) === true) continue;
    if (!evaluateRule(tx, unit, question)) {
      run?.learn(tx);
      continue;
    }
    if (isOver(tx)) return;
    i = nextAfter(units, i, unit);
  }
}

function* fastPhase(units: PhaseUnits, { guards }: Folded, scan: PhaseScan): Generator<undefined, FastPhase> {
  const bits = units.map((unit) => (unit.kind === "rule" ? (scan.bitOf.get(unit.index) ?? -1) : undefined));
  const guarded = units.map((unit) => (unit.kind === "rule" ? guards.get(unit.index) : undefined));
  const candidates = new CandidateWalk(bits, scan.firstBit);
  yield;
  const repeated: (RepeatedRun | undefined)[] = [];
  const quickNos: (QuickNo | undefined)[] = [];
  for (const [at, unit] of units.entries()) {
    const run = unit.kind === "rule" ? RepeatedRun.of(unit, guards.values()) : undefined;
    repeated.push(run);
    const isAsked = unit.kind === "rule" && run === undefined;
    quickNos.push(isAsked ? quickNo(unit, (bits[at] ?? -1) >= 0) : undefined);
    if (repeated.length % RULES_AT_ONCE === 0) yield;
  }
  yield;
  const hits = new ScanHits(scan.ruleCount);
  const mayMatch = bits.map((bit = -1): ValueQuestion => {
    return bit < 0 ? undefined : (value) => hits.mayMatch(bit, value);
  });
  const later = scan.laterRules;
  return { units, scan, candidates, mayMatch, guards: guarded, repeated, quickNos, hits, later };
}
