// Scans all that the rules of a phase look at, and says which of them may match. Built once per thread: for
// each variable a scanner of the rules that look at it, and for members that some rules name (a header) one
// of its own. Phases that follow each other can be scanned together: what is the same in all of them is then
// read once, in the first, for the rules of all.

import type { MatchNeeds } from "../../regex/match-needs.ts";
import { type PackedPlans, packPlans, unpackPlans } from "../../regex/packed-plan.ts";
import { type ClusterPlan, planClusters, withTables } from "../../regex/plan-clusters.ts";
import { type ScanEntry, ScanSet } from "../../regex/scan-set.ts";
import type { Target } from "../../seclang/directive.ts";
import type { Program } from "../../seclang/program.ts";
import type { PhaseUnits } from "../rule-unit.ts";
import type { Transaction } from "../transaction.ts";
import type { NeedsOf } from "./decode-gate.ts";
import { buildTrie } from "./pipeline-trie.ts";
import { pipelineUse } from "./pipeline-use.ts";
import { newRuleBits, type RuleBits, setBit } from "./rule-bits.ts";
import type { ScanHits } from "./scan-hits.ts";
import { scanOf } from "./scannable.ts";
import { type DirectTest, ValueScanner } from "./value-scanner.ts";
import { type ScannedRule, usesByVariable, type VariableUse } from "./variable-use.ts";
import { type PackedWords, PhaseWords, planPhaseWords, type WordValues } from "./word-values.ts";

/** What a request's head brings is the same in phases 1 and 2. */
const variablesOfHeads = new Set([
  ...["REQUEST_HEADERS", "REQUEST_HEADERS_NAMES", "REQUEST_COOKIES", "REQUEST_COOKIES_NAMES"],
  ...["REQUEST_FILENAME", "REQUEST_BASENAME", "REQUEST_URI", "REQUEST_URI_RAW", "REQUEST_LINE"],
  ...["REQUEST_METHOD", "REQUEST_PROTOCOL", "QUERY_STRING", "ARGS_GET", "ARGS_GET_NAMES"],
]);

type Machinery = { readonly uses: readonly VariableUse[]; readonly set: ScanSet; readonly words: PhaseWords };

export class PhaseScan {
  /** The bit of each rule of the phase that is found by scanning, by its index. */
  readonly bitOf: ReadonlyMap<number, number>;
  /** Of the first of them; the others follow. */
  readonly firstBit: number;
  /** The first of the phases that are scanned together. */
  readonly isFirst: boolean;
  /** Rules of other phases for which this one reads what is the same in all; undefined without any. */
  readonly laterRules: RuleBits | undefined;
  /** With those of the phases that are scanned together with it. */
  readonly ruleCount: number;
  private readonly uses: readonly VariableUse[];
  private readonly set: ScanSet;
  private readonly words: PhaseWords;

  private constructor(
    byPhase: readonly (readonly ScannedRule[])[],
    index: number,
    { uses, set, words }: Machinery,
  ) {
    const own = byPhase[index] ?? [];
    const later = index === 0 ? byPhase.slice(1).flat() : [];
    const ruleCount = byPhase.flat().length;
    this.isFirst = index === 0;
    this.ruleCount = ruleCount;
    this.laterRules = later.length === 0 ? undefined : newRuleBits(ruleCount);
    for (const { bit } of later) if (this.laterRules !== undefined) setBit(this.laterRules, bit);
    this.bitOf = new Map(own.map(({ unit, bit }) => [unit.index, bit]));
    this.firstBit = own[0]?.bit ?? 0;
    this.uses = uses;
    this.set = set;
    this.words = words;
  }

  /**
   * Scans of phases that are scanned together, one for each. What the first finds counts for the others too.
   * In small steps.
   * @param plan what `planPhases` made of the same rules
   */
  static *build(
    phases: readonly PhaseUnits[],
    program: Program,
    plan: PhasePlan,
  ): Generator<undefined, readonly PhaseScan[]> {
    const byPhase = yield* scannedRules(phases, program);
    const rules = byPhase.flat();
    const plans: ClusterPlan[] = [];
    for (const each of unpackPlans(plan.patterns)) {
      plans.push(each);
      yield;
    }
    const set = yield* ScanSet.fromPlans(plans);
    handOutTables(rules, plans);
    const words = yield* PhaseWords.build(plan.words, rules, program);
    yield;
    const needs = new Map(plans.flatMap(needsOfPlan));
    yield;
    const factory = new ScannerFactory(rules, program, set, words, (bit) => needs.get(bit));
    const scans: PhaseScan[] = [];
    const all = new Set(rules);
    for (const [index, own] of byPhase.entries()) {
      const ofPhase = new Set(own);
      const ofHeads = index === 0 ? all : NO_RULES;
      const meant = (variable: string): ReadonlySet<ScannedRule> =>
        byPhase.length > 1 && variablesOfHeads.has(variable) ? ofHeads : ofPhase;
      const uses = yield* usesByVariable(rules, meant, (asked) => factory.scannerOf(asked));
      scans.push(new PhaseScan(byPhase, index, { uses, set, words }));
    }
    return scans;
  }

  /** Makes states ahead of requests. In small steps. */
  *warm(samples: readonly string[]): Generator<undefined, void> {
    yield* this.set.warm(samples);
    yield* this.words.warm(samples);
  }

  /** Adds the rules that may match. */
  scan(tx: Transaction, hits: ScanHits): void {
    this.set.beginRequest();
    this.words.beginRequest();
    for (const use of this.uses) {
      tx.scanned = use.variable;
      use.scan(tx, hits);
    }
    tx.scanned = "";
  }
}

const NO_RULES: ReadonlySet<ScannedRule> = new Set();

/** Rules that a scan has found ask their operators again: these need not make automata of their own. */
function handOutTables(rules: readonly ScannedRule[], plans: readonly ClusterPlan[]): void {
  for (const { indexes, tables } of plans) {
    for (const [program, table] of tables.entries()) {
      const rule = rules[indexes[program] ?? -1];
      if (table === undefined || rule?.scan.kind !== "pattern" || !rule.scan.isOwn) continue;
      rule.unit.links[0]?.operator?.useTable?.(table);
    }
  }
}

const needsOfPlan = ({ indexes, needs }: ClusterPlan): [number, MatchNeeds | undefined][] =>
  indexes.map((bit, program) => [bit, needs[program]]);

/** The automata of phases that are scanned together: the same rules make the same on every thread. */
export type PhasePlan = {
  readonly patterns: PackedPlans;
  readonly words: PackedWords;
};

/** The costly part of the scan of phases that are scanned together. In small steps. */
export function* planPhases(
  phases: readonly PhaseUnits[],
  program: Program,
): Generator<undefined, PhasePlan> {
  const rules = (yield* scannedRules(phases, program)).flat();
  const plans: ClusterPlan[] = [];
  for (const members of groupsOf(rules)) {
    for (const plan of planClusters(entriesOf(members))) plans.push(yield* withTables(plan));
    yield;
  }
  return { patterns: packPlans(plans), words: yield* planPhaseWords(rules) };
}

/** By phase; bits ascend through all of them. In small steps. */
function* scannedRules(
  phases: readonly PhaseUnits[],
  program: Program,
): Generator<undefined, readonly ScannedRule[][]> {
  const byPhase: ScannedRule[][] = [];
  let bit = 0;
  for (const units of phases) {
    const rules: ScannedRule[] = [];
    for (const unit of units) {
      if (unit.kind === "marker") continue;
      const scan = scanOf(unit, units, program);
      if (scan !== undefined) rules.push({ unit, scan, bit: bit++ });
      yield;
    }
    byPhase.push(rules);
  }
  return byPhase;
}

class ScannerFactory {
  private readonly rules: readonly ScannedRule[];
  private readonly program: Program;
  private readonly set: ScanSet;
  private readonly words: PhaseWords;
  private readonly needsOf: NeedsOf;
  private readonly scanners = new Map<string, ValueScanner>();

  constructor(
    rules: readonly ScannedRule[],
    program: Program,
    set: ScanSet,
    words: PhaseWords,
    needsOf: NeedsOf,
  ) {
    this.rules = rules;
    this.program = program;
    this.set = set;
    this.words = words;
    this.needsOf = needsOf;
  }

  /** In small steps. @param own the rules that look at the value */
  *scannerOf(own: readonly ScannedRule[]): Generator<undefined, ValueScanner> {
    const key = own.map(({ bit }) => bit).join(" ");
    let scanner = this.scanners.get(key);
    if (scanner === undefined) {
      const words = this.words.valuesFor(own);
      yield;
      scanner = yield* this.build(own, words);
      this.scanners.set(key, scanner);
    }
    return scanner;
  }

  private *build(
    own: readonly ScannedRule[],
    words: WordValues | undefined,
  ): Generator<undefined, ValueScanner> {
    const count = this.rules.length;
    const scanned = newRuleBits(count);
    const tests: DirectTest[] = [];
    for (const { scan, bit } of own) {
      if (scan.kind === "pattern") setBit(scanned, bit);
      else tests.push({ bit, test: scan.test });
    }
    const trie = buildTrie(own.map(pipelineUse), count, this.needsOf);
    yield;
    const bitsOfDerived = new Set(words?.derived);
    const derived = own.filter(({ bit }) => bitsOfDerived.has(bit));
    const derivedTrie = buildTrie(derived.map(pipelineUse), count, this.needsOf);
    return new ValueScanner(trie, derivedTrie, this.set, tests, scanned, this.program.settings, words);
  }
}

/** Rules that fewer have in common make no automaton of their own. */
const MIN_GROUP = 6;

/**
 * Rules that look at the same values after the same transformations: an automaton none of whose rules looks
 * at a text is not run over it. What is too little for that is taken together step by step: by variables
 * alone, then by whether values of all headers are looked at, which come with every request.
 */
function groupsOf(rules: readonly ScannedRule[]): ScannedRule[][] {
  const groups: ScannedRule[][] = [];
  let left = rules.filter(({ scan }) => scan.kind === "pattern");
  for (const keyOf of [(rule: ScannedRule) => `${audience(rule)}|${pipelineText(rule)}`, audience]) {
    const rest: ScannedRule[] = [];
    for (const group of Map.groupBy(left, keyOf).values()) {
      if (group.length < MIN_GROUP) rest.push(...group);
      else groups.push(group);
    }
    left = rest;
  }
  groups.push(...Map.groupBy(left, looksAtAllHeaders).values());
  return groups;
}

const targetsOf = ({ unit }: ScannedRule): readonly Target[] =>
  (unit.links[0]?.targets ?? []).map(({ target }) => target);

/** What a rule looks at; members that it names are not told apart. */
const audience = (rule: ScannedRule): string =>
  [...new Set(targetsOf(rule).map(({ variable, selector }) => `${variable}:${selector.kind}`))]
    .toSorted()
    .join(" ");

const looksAtAllHeaders = (rule: ScannedRule): boolean =>
  targetsOf(rule).some(({ variable, selector }) => variable === "REQUEST_HEADERS" && selector.kind !== "key");

const pipelineText = (rule: ScannedRule): string =>
  pipelineUse(rule)
    .pipelines.map((names) => names.join())
    .join(" ");

const entriesOf = (rules: readonly ScannedRule[]): ScanEntry[] =>
  rules.flatMap(({ scan, bit }) => (scan.kind === "pattern" ? [{ index: bit, tree: scan.tree() }] : []));
