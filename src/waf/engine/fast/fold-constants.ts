// Runs, ahead of all requests, the rules whose outcome no request can change: CRS's set-up, and the gates of
// its paranoia levels. What they write is what every transaction begins with. Left in place is what is
// logged, ends a request, switches the engine, or may be jumped over. One thing can be told apart: where a
// request ends before such a rule, phase 5 sees what the rule would have written.

import { parseMacro } from "../../seclang/macro.ts";
import type { Rule } from "../../seclang/program.ts";
import { LIMIT_FLAG } from "../cost-limit.ts";
import { evaluateRule } from "../evaluate-rule.ts";
import type { KeyedEntries, KeyedEntry } from "../keyed-collection.ts";
import type { RequestInput } from "../request-input.ts";
import type { RuleSet } from "../rule-set.ts";
import type { PhaseUnits, RuleUnit } from "../rule-unit.ts";
import { Transaction } from "../transaction.ts";
import { RunTimeRemovals } from "./run-time-removals.ts";
import { isOfTx, KeyCollector, type KeyUse, macrosOf, NO_KEYS, txReads, txWrites } from "./tx-uses.ts";

export type Folded = {
  /** Of each phase, what a request can change the outcome of. */
  readonly phases: readonly PhaseUnits[];
  /** Rules, by their index, that do nothing as long as none of these keys of TX has changed. */
  readonly guards: ReadonlyMap<number, readonly string[]>;
  readonly initialTx: KeyedEntries;
};

const NOBODY: RequestInput = {
  id: "",
  requestLine: "",
  method: "",
  target: "",
  protocol: "",
  headers: [],
  clientAddress: "",
  clientPort: 0,
  serverAddress: "",
  serverPort: 0,
  serverName: "",
};

/** In small steps: a rule each. */
export function* foldConstants(rules: RuleSet): Generator<undefined, Folded> {
  yield;
  const folder = new Folder(rules);
  yield* folder.prepare();
  yield;
  const phases: PhaseUnits[] = [];
  for (const [index, units] of rules.phases.entries()) phases.push(yield* folder.foldPhase(units, index + 1));
  return { phases, guards: folder.guards, initialTx: folder.initial };
}

class Folder {
  /** What every transaction begins with. */
  readonly initial = new Map<string, KeyedEntry>();
  readonly guards = new Map<number, readonly string[]>();
  /** What is certain of TX where the folder has got to; some of it written by rules left in place. */
  private known: KeyedEntries = new Map();
  private readonly rules: RuleSet;
  private readonly removals: RunTimeRemovals;
  /** Keys that rules left in place may have written, or have read before. */
  private readonly touched = new KeyCollector();
  /** Keys of which nothing is certain any more. */
  private readonly written = new KeyCollector();
  /** Labels that rules left in place may jump to: until them, nothing is certain to be reached. */
  private readonly openLabels = new Set<string>();
  private openSkips = 0;
  private phase = 1;
  /** The last phase that an `allow` left in place may end early, with phases to come after it. */
  private lastAllowed = 0;
  /** The rule left in place last whose outcome is known all the same. */
  private settled: RuleUnit | undefined;

  constructor(rules: RuleSet) {
    this.rules = rules;
    this.removals = new RunTimeRemovals(rules);
    // No rule writes it: the engine does.
    this.written.addKey([LIMIT_FLAG]);
  }

  /** In small steps. */
  prepare(): Generator<undefined, void> {
    return this.removals.prepare();
  }

  *foldPhase(units: PhaseUnits, phase: number): Generator<undefined, PhaseUnits> {
    this.phase = phase;
    const kept: PhaseUnits[number][] = [];
    this.openLabels.clear();
    this.openSkips = 0;
    for (let i = 0; i < units.length; i++) {
      const unit = units[i];
      if (unit === undefined) continue;
      if (unit.kind === "marker") {
        this.openLabels.delete(unit.label);
        kept.push(unit);
        continue;
      }
      this.openLabels.delete(String(unit.rule.id));
      const end = this.fold(units, i, unit);
      if (end === undefined) {
        this.keep(unit);
        kept.push(unit);
      } else i = end - 1;
      if (this.openSkips > 0) this.openSkips--;
      yield;
    }
    return kept;
  }

  /** Where it goes on if the rule can be left out; undefined if it cannot. */
  private fold(units: PhaseUnits, at: number, unit: RuleUnit): number | undefined {
    // A `skip` counts rules: one that was left out would have it jump too far.
    if (this.openSkips > 0 || this.removals.retargets(unit)) return undefined;
    if (this.neverPasses(unit)) return at + 1;
    if (!this.isDecidable(unit)) {
      this.guard(unit);
      return undefined;
    }
    const tx = new Transaction(this.rules, NOBODY, this.known);
    const isMatch = evaluateRule(tx, unit);
    const state = tx.tx.snapshot();
    const writes = txWrites(unit);
    // What is no longer certain to stand there is written anew, whatever it was before.
    const hasEffects = !isSame(state, this.known) || this.written.meets(writes);
    const { rule } = unit;
    // Links of a chain that does not match in the end have done theirs all the same.
    const isPlain = unit.links.every(({ link }) => link.effects.every(isTxChange));
    if (!isMatch && !hasEffects && isPlain) return at + 1;
    const isSilent = isUnheard(rule) && rule.skip === 0;
    const end = isMatch && rule.skipAfter !== "" ? labelAfter(units, at, rule.skipAfter) : at + 1;
    const jumpedOver = units.slice(at + 1, end ?? units.length);
    if (this.removals.isNoticed(unit, hasEffects ? writes : NO_KEYS, jumpedOver)) return undefined;
    const canGo = isPlain && (!isMatch || isSilent);
    const canMove = !hasEffects || (this.isCertain && !this.touched.meets(writes));
    if (canGo && canMove && end !== undefined && !this.isEntered(units, at + 1, end)) {
      this.known = state;
      if (hasEffects) this.begin(state, writes);
      return end;
    }
    if (!this.isCertain) return undefined;
    this.known = state;
    this.settled = unit;
    // It stays for what else it does. What it writes is there from the start: writing it is no change then.
    if (isMatch && canMove && isRepeatable(unit, writes)) this.begin(state, writes);
    return undefined;
  }

  /** A chain whose first links cannot match, whatever the request: the rest of it is never asked. */
  private neverPasses(unit: RuleUnit): boolean {
    const links = [];
    for (const link of unit.links) {
      if (
        link.link.effects.length > 0 ||
        link.link.isCapturing ||
        !this.isDecidable({ ...unit, links: [link] })
      )
        break;
      links.push(link);
    }
    if (links.length === 0 || links.length === unit.links.length) return false;
    const bare = { ...unit, rule: silent(unit.rule), links };
    return !evaluateRule(new Transaction(this.rules, NOBODY, this.known), bare);
  }

  /**
   * A rule that looks at TX alone, and does nothing with what stands there when no other rule has matched.
   */
  private guard(unit: RuleUnit): void {
    const keys = new KeyCollector();
    keys.add(txReads(unit));
    keys.add(txWrites(unit));
    if (keys.isAll || keys.prefixes.size > 0 || !looksAtTxAlone(unit)) return;
    const tx = new Transaction(this.rules, NOBODY, this.known);
    const isMatch = evaluateRule(tx, { ...unit, rule: silent(unit.rule) });
    if (isMatch && !isInert(unit.rule)) return;
    const plain = unit.links.every(({ link }) => link.effects.every(isTxChange));
    if (plain && isSame(tx.tx.snapshot(), this.known)) this.guards.set(unit.index, [...keys.keys]);
  }

  /** What the rule has written is there from the start. */
  private begin(state: KeyedEntries, { keys }: KeyUse): void {
    for (const key of keys) {
      const entry = state.get(key);
      if (entry === undefined) this.initial.delete(key);
      else this.initial.set(key, entry);
    }
  }

  private isDecidable(unit: RuleUnit): boolean {
    const reads = txReads(unit);
    return !reads.isAll && !this.written.meets(reads) && looksAtTxAlone(unit);
  }

  private keep(unit: RuleUnit): void {
    const reads = txReads(unit);
    const writes = txWrites(unit);
    this.touched.add(reads);
    this.touched.add(writes);
    if (this.settled !== unit) this.written.add(writes);
    if (unit.rule.skipAfter !== "") this.openLabels.add(unit.rule.skipAfter);
    this.removals.add(unit);
    this.lastAllowed = Math.max(this.lastAllowed, lastAllowedBy(unit.rule, this.phase));
    this.openSkips = Math.max(this.openSkips, unit.rule.skip === 0 ? 0 : unit.rule.skip + 1);
  }

  /** No rule left in place can have jumped over what stands here. */
  private get isCertain(): boolean {
    return this.openLabels.size === 0 && this.openSkips === 0 && this.lastAllowed < this.phase;
  }

  /** May another rule jump into the middle of what is to be left out? */
  private isEntered(units: PhaseUnits, from: number, end: number): boolean {
    for (let i = from; i < end - 1; i++) {
      const unit = units[i];
      if (unit === undefined) continue;
      const label = unit.kind === "marker" ? unit.label : String(unit.rule.id);
      if (this.openLabels.has(label)) return true;
    }
    return false;
  }
}

const looksAtTxAlone = ({ links }: RuleUnit): boolean =>
  links.every(
    ({ link }) =>
      link.targets.every(({ variable, selector }) => variable === "TX" && selector.kind === "key") &&
      isOfTx(parseMacro(link.operator?.argument ?? "")) &&
      link.effects.every((effect) => macrosOf(effect).every(isOfTx)),
  );

/** The rule as far as its conditions go. */
const silent = (rule: Rule): Rule => ({
  ...rule,
  isLogged: false,
  isAudited: false,
  disruption: { kind: "pass" },
});

/** A match that nobody hears of: not in a log, and not in HIGHEST_SEVERITY. */
const isUnheard = ({ disruption, isLogged, isAudited, severity }: Rule): boolean =>
  disruption.kind === "pass" && !isLogged && !isAudited && severity < 0;

/** It leads nowhere either. */
const isInert = (rule: Rule): boolean => isUnheard(rule) && rule.skip === 0 && rule.skipAfter === "";

/** `allow` goes on in phase 5 at the latest. */
function lastAllowedBy({ disruption }: Rule, phase: number): number {
  if (disruption.kind !== "allow") return 0;
  if (disruption.scope === "transaction") return 4;
  return disruption.scope === "request" ? Math.max(phase, 2) : phase;
}

const isTxChange = (effect: Parameters<typeof macrosOf>[0]): boolean =>
  effect.kind === "setvar" && effect.collection === "tx";

/** What it writes is the same when it is written once more. */
const isRepeatable = (unit: RuleUnit, writes: KeyUse): boolean => {
  const reads = new KeyCollector();
  reads.add(txReads(unit));
  const isAssigned = unit.links.every(({ link }) =>
    link.effects.every((effect) => effect.kind !== "setvar" || effect.change === "assign"),
  );
  return isAssigned && !reads.meets(writes);
};

/** The marker stays: others may jump to it. */
function labelAfter(units: PhaseUnits, from: number, label: string): number | undefined {
  for (let i = from + 1; i < units.length; i++) {
    const unit = units[i];
    if (unit?.kind === "marker" && unit.label === label) return i;
    if (unit?.kind === "rule" && String(unit.rule.id) === label) return i + 1;
  }
  return undefined;
}

function isSame(a: KeyedEntries, b: KeyedEntries): boolean {
  if (a.size !== b.size) return false;
  for (const [key, { value }] of a) if (b.get(key)?.value !== value) return false;
  return true;
}
