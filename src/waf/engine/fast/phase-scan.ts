// Scans all that the rules of one phase look at, and says which of them may match. Built once per thread: for
// each variable a scanner of the rules that look at it, and for members that some rules name (a header) one
// of its own.

import assert from "node:assert/strict";
import { type PackedPlans, packPlans, unpackPlans } from "../../regex/packed-plan.ts";
import { planClusters } from "../../regex/plan-clusters.ts";
import { type ScanEntry, ScanSet } from "../../regex/scan-set.ts";
import type { Program } from "../../seclang/program.ts";
import type { PhaseUnits } from "../rule-unit.ts";
import type { Transaction } from "../transaction.ts";
import { buildTrie, type PipelineUse } from "./pipeline-trie.ts";
import { newRuleBits, type RuleBits, setBit } from "./rule-bits.ts";
import { scanOf } from "./scannable.ts";
import { type DirectTest, ValueScanner } from "./value-scanner.ts";
import { type ScannedRule, usesByVariable, type VariableUse } from "./variable-use.ts";

export class PhaseScan {
  /** The bit of each rule that is found by scanning, by its index. */
  readonly bitOf: ReadonlyMap<number, number>;
  readonly ruleCount: number;
  private readonly uses: readonly VariableUse[];
  private readonly sets: readonly ScanSet[];

  private constructor(rules: readonly ScannedRule[], uses: readonly VariableUse[], sets: readonly ScanSet[]) {
    this.ruleCount = rules.length;
    this.bitOf = new Map(rules.map(({ unit, bit }) => [unit.index, bit]));
    this.uses = uses;
    this.sets = sets;
  }

  /**
   * In small steps.
   * @param plan what \`planPhase\` made of the same rules
   */
  static *build(units: PhaseUnits, program: Program, plan: PhasePlan): Generator<undefined, PhaseScan> {
    const rules = yield* scannedRules(units, program);
    const factory = yield* ScannerFactory.build(rules, program, plan);
    const uses = yield* usesByVariable(rules, (own) => factory.scannerOf(own));
    return new PhaseScan(rules, uses, factory.allSets);
  }

  /** Sets the bits of the rules that may match. */
  scan(tx: Transaction, hits: RuleBits): void {
    for (const set of this.sets) set.beginRequest();
    for (const use of this.uses) use.scan(tx, hits);
  }
}

/** For each group of rules its automata, planned: the same rules make the same groups on every thread. */
export type PhasePlan = readonly PackedPlans[];

/** The costly part of a phase's scan. In small steps. */
export function* planPhase(units: PhaseUnits, program: Program): Generator<undefined, PhasePlan> {
  const rules = yield* scannedRules(units, program);
  const plan: PackedPlans[] = [];
  for (const members of groupsOf(rules)) {
    plan.push(packPlans(planClusters(entriesOf(members))));
    yield;
  }
  return plan;
}

function* scannedRules(units: PhaseUnits, program: Program): Generator<undefined, ScannedRule[]> {
  const rules: ScannedRule[] = [];
  for (const unit of units) {
    if (unit.kind === "marker") continue;
    const scan = scanOf(unit, units, program);
    if (scan !== undefined) rules.push({ unit, scan, bit: rules.length });
    yield;
  }
  return rules;
}

/** Rules that few variables share make no automaton of their own. */
const MIN_GROUP = 8;

type Group = { readonly rules: readonly ScannedRule[]; readonly set: ScanSet };

class ScannerFactory {
  readonly allSets: readonly ScanSet[];
  private readonly rules: readonly ScannedRule[];
  private readonly program: Program;
  private readonly groups: readonly Group[];
  private readonly scanners = new Map<string, ValueScanner>();

  private constructor(rules: readonly ScannedRule[], program: Program, groups: readonly Group[]) {
    this.rules = rules;
    this.program = program;
    this.groups = groups;
    this.allSets = this.groups.map(({ set }) => set);
  }

  static *build(
    rules: readonly ScannedRule[],
    program: Program,
    plan: PhasePlan,
  ): Generator<undefined, ScannerFactory> {
    const groups: Group[] = [];
    for (const [index, members] of groupsOf(rules).entries()) {
      const packed = plan[index];
      assert(packed !== undefined, "the plan is of other rules");
      groups.push({ rules: members, set: yield* ScanSet.fromPlans(unpackPlans(packed)) });
    }
    return new ScannerFactory(rules, program, groups);
  }

  /** @param own the rules that look at the value */
  scannerOf(own: readonly ScannedRule[]): ValueScanner {
    const key = own.map(({ bit }) => bit).join(" ");
    let scanner = this.scanners.get(key);
    if (scanner === undefined) {
      scanner = this.build(own);
      this.scanners.set(key, scanner);
    }
    return scanner;
  }

  private build(own: readonly ScannedRule[]): ValueScanner {
    const count = this.rules.length;
    const members = new Set(own);
    const sets = this.groups.filter((group) => group.rules.some((rule) => members.has(rule)));
    const scanned = newRuleBits(count);
    const tests: DirectTest[] = [];
    for (const { scan, bit } of own) {
      if (scan.kind === "pattern") setBit(scanned, bit);
      else tests.push({ bit, test: scan.test });
    }
    const trie = buildTrie(own.map(pipelineUse), count);
    return new ValueScanner(
      trie,
      sets.map(({ set }) => set),
      tests,
      scanned,
      this.program.settings,
    );
  }
}

/** By the variables that they look at: what no rule of a value needs is then not scanned for. */
function groupsOf(rules: readonly ScannedRule[]): ScannedRule[][] {
  const byVariables = new Map<string, ScannedRule[]>();
  for (const rule of rules) {
    if (rule.scan.kind !== "pattern") continue;
    const variables = (rule.unit.links[0]?.targets ?? []).map(({ target }) => target.variable);
    const key = [...new Set(variables)].toSorted().join(" ");
    const group = byVariables.get(key);
    if (group === undefined) byVariables.set(key, [rule]);
    else group.push(rule);
  }
  const groups = [...byVariables.values()];
  const small = groups.filter((group) => group.length < MIN_GROUP).flat();
  const large = groups.filter((group) => group.length >= MIN_GROUP);
  return small.length > 0 ? [...large, small] : large;
}

const entriesOf = (rules: readonly ScannedRule[]): ScanEntry[] =>
  rules.flatMap(({ scan, bit }) => (scan.kind === "pattern" ? [{ index: bit, tree: scan.tree() }] : []));

/**
 * multiMatch looks after every transformation. A change of case at the end is left out where the scan ignores
 * case: most values then are looked at once.
 */
function pipelineUse({ unit, scan, bit }: ScannedRule): PipelineUse {
  const [first] = unit.links;
  const names = first?.link.transformations ?? [];
  if (scan.kind === "pattern" && scan.ignoresCase) return { bit, pipelines: [names.slice(0, -1)] };
  if (first?.link.isMultiMatch !== true) return { bit, pipelines: [names] };
  return { bit, pipelines: [[], ...names.map((_, index) => names.slice(0, index + 1))] };
}
