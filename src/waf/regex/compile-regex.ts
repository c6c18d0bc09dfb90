// A pattern, ready to be matched in time that its length and the input's bound, whatever the input is: no
// pattern and no value makes it hang. V8's own engine is not used: one KB of newlines hangs it on fifteen of
// CRS's patterns.

import assert from "node:assert/strict";
import { spend, work } from "../cost/work-meter.ts";
import { wholeAutomaton } from "./automaton-part.ts";
import { Backtracker, EXHAUSTED, NO_MATCH } from "./backtracker.ts";
import { type ByteSet, hasByte } from "./byte-set.ts";
import { firstKnown } from "./complete-lanes.ts";
import type { CompleteTable } from "./complete-table.ts";
import { FirstBytes } from "./first-bytes.ts";
import { bytesOfInput } from "./input-bytes.ts";
import { LazyDfa, type MatchSink } from "./lazy-dfa.ts";
import {
  firstBytes,
  hasBackreference,
  instructionCount,
  isRegular,
  minLength,
  requiredBytes,
} from "./measure-tree.ts";
import { type ParsedRegex, parseRegex, type RegexOptions } from "./parse-regex.ts";
import type { RegexFlaw } from "./pattern-cursor.ts";
import { PikeMachine } from "./pike-machine.ts";
import { compileProgram, type Program } from "./program.ts";
import type { RegexTree } from "./regex-tree.ts";
import { overApproximate, trimForSearch, trimForStarts } from "./trim-tree.ts";

export type CompileOptions = RegexOptions & {
  /**
   * References have no linear engine: they are refused, unless they may run until the step budget is used up.
   */
  readonly allowsBackreferences?: boolean;
  /**
   * What counts where the step budget was used up: by default a match, that is, the rule acts. Only patterns
   * with looks, atomic groups, possessive quantifiers or references can come to that.
   */
  readonly onBudget?: "match" | "no-match";
};

/** The whole match, then the groups; undefined for a group that took no part. */
export type RegexMatch = readonly (string | undefined)[];

/** CRS's largest pattern has 29,000. */
const LIMIT_INSTRUCTIONS = 60_000;
const LIMIT_CACHE_BYTES = 1 << 19;
/** For each call; later calls go on from the states that were made. */
const NEW_STATES = 2000;
const STEPS = 1_000_000;
/** Before a plain pattern's groups are found in one pass. */
const STEPS_IF_REGULAR = 1_000_000;
/** Before the leftmost start is looked for from the input's end. */
const STEPS_QUICK = 20_000;
/** Of an input longer than twice this, a match is looked for so far around the first place where one ends. */
const NEIGHBOURHOOD = 512;

export function compileRegex(pattern: string, options: CompileOptions = {}): CompiledRegex | RegexFlaw {
  const parsed = parseRegex(pattern, options);
  if ("flaw" in parsed) return parsed;
  if (instructionCount(parsed.tree) > LIMIT_INSTRUCTIONS) {
    const hint = "use smaller bounds, or * and +";
    return { flaw: "the pattern is too large once its repeats are written out", offset: 0, hint };
  }
  if (hasBackreference(parsed.tree) && options.allowsBackreferences !== true) {
    const hint =
      "no linear engine can match it: write it without, or allow such patterns under a step budget";
    return { flaw: "the pattern refers back to a group", offset: 0, hint };
  }
  return new CompiledRegex(pattern, options, parsed);
}

export class CompiledRegex {
  readonly pattern: string;
  readonly groupCount: number;
  readonly isRegular: boolean;
  /** Bytes of which every match has one or more. */
  readonly requiredMask: ByteSet;
  /** Of a match, in bytes. */
  readonly minLength: number;
  /** How often the step budget was used up: `onBudget` was the answer. */
  exhaustions = 0;
  /** Bytes with which a match can begin. */
  private readonly firsts: ByteSet;
  private readonly options: CompileOptions;
  /** Made anew where it is asked for again: most patterns do not need it once they are ready. */
  private keptTree: RegexTree | undefined;
  private table: CompleteTable | undefined;
  private forwards: LazyDfa | undefined;
  private backwards: LazyDfa | undefined;
  private backtracker: Backtracker | undefined;
  private pike: PikeMachine | undefined;
  private program: Program | undefined;
  private programFirsts: FirstBytes | undefined;

  constructor(pattern: string, options: CompileOptions, { tree, groupCount }: ParsedRegex) {
    this.pattern = pattern;
    this.options = options;
    this.keptTree = tree;
    this.groupCount = groupCount;
    this.isRegular = isRegular(tree);
    this.requiredMask = requiredBytes(tree);
    this.minLength = minLength(tree);
    this.firsts = firstBytes(tree);
  }

  get tree(): RegexTree {
    if (this.keptTree === undefined) {
      const parsed = parseRegex(this.pattern, this.options);
      assert(!("flaw" in parsed), "a pattern that was read cannot be read again");
      this.keptTree = parsed.tree;
    }
    return this.keptTree;
  }

  /** @param table of the same pattern: tells whether there is a match, without an automaton */
  useTable(table: CompleteTable): void {
    this.table = table;
    this.forwards = undefined;
  }

  /**
   * Makes ready what the first inputs would have to wait for. In small steps.
   * @param captures are groups asked for?
   */
  *prepare(captures: boolean): Generator<undefined, void> {
    if (this.table === undefined) this.forwardDfa();
    yield;
    if (captures || !this.isRegular) {
      this.capturingProgram();
      yield;
      this.backtrackerOf("", 0);
      yield;
      this.backwardDfa();
    }
    this.keptTree = undefined;
    yield;
  }

  /** Does the pattern match anywhere in the input? */
  test(input: string): boolean {
    return this.firstEnd(input) >= 0 && (this.isRegular || this.exec(input) !== undefined);
  }

  /**
   * The leftmost match that begins at `from` or later, with PCRE's groups. Of a long input and a plain
   * pattern it is that of the neighbourhood of the first place where a match ends: whether there is one is
   * exact, and what the groups hold is cut off where they reach further.
   */
  exec(input: string, from = 0): RegexMatch | undefined {
    const end = this.firstEnd(input);
    return end < 0 ? undefined : this.execUntil(input, end, from);
  }

  /** The same, where it is known that no match ends before `end`: what `firstEnd` gave. */
  execUntil(input: string, end: number, from = 0): RegexMatch | undefined {
    const isShort = !this.isRegular || from > 0 || input.length <= NEIGHBOURHOOD * 2;
    try {
      return isShort ? this.search(input, from, end) : this.searchAround(input, end);
    } finally {
      this.forgetInput();
    }
  }

  private search(input: string, from: number, end: number): RegexMatch | undefined {
    const quick = this.isRegular && from === 0 ? this.tryStarts(input, end) : undefined;
    return quick ?? this.findAll(input, 1, from)[0];
  }

  private searchAround(input: string, end: number): RegexMatch | undefined {
    const start = Math.max(0, end - NEIGHBOURHOOD);
    const near = input.slice(start, end + NEIGHBOURHOOD);
    return this.search(near, 0, end - start) ?? this.search(input, 0, end);
  }

  /** One cheap pass: no match ends before this place, and -1 says that there is none. Exact if regular. */
  firstEnd(input: string): number {
    if (input.length < this.minLength) return -1;
    spend(work.value + work.scannedByte * input.length);
    if (this.table !== undefined) return firstKnown(this.table, bytesOfInput(input), input.length);
    let end = -1;
    const sink: MatchSink = (_, at) => {
      end = at;
      return true;
    };
    const budget = { newStates: NEW_STATES, newSteps: Number.POSITIVE_INFINITY };
    this.forwardDfa().readForwards(bytesOfInput(input), input.length, budget, sink);
    return end;
  }

  /** The leftmost match, which begins at `last` or before; undefined where finding it so takes too long. */
  private tryStarts(input: string, last: number): RegexMatch | undefined {
    const backtracker = this.backtrackerOf(input, STEPS_QUICK);
    const { firsts } = this;
    for (let start = 0; start <= last; start++) {
      if (start < input.length && !hasByte(firsts, input.charCodeAt(start) & 0xff)) continue;
      const end = backtracker.runAt(start);
      if (end >= 0) return groupsOf(input, backtracker.slots);
      if (end === EXHAUSTED) return undefined;
    }
    return undefined;
  }

  /** Matches one after another, none overlapping. */
  execAll(input: string, limit: number, from = 0): RegexMatch[] {
    try {
      return this.firstEnd(input) < 0 ? [] : this.findAll(input, limit, from);
    } finally {
      this.forgetInput();
    }
  }

  /** What a request sent is not kept alive by the patterns that it matched. */
  private forgetInput(): void {
    this.backtracker?.forget();
    this.pike?.forget();
  }

  private findAll(input: string, limit: number, from: number): RegexMatch[] {
    const matches: RegexMatch[] = [];
    if (input.length - from < this.minLength) return matches;
    const starts = this.startsFrom(input, from);
    const search = this.beginSearch(input);
    let free = from;
    for (let index = starts.length - 1; index >= 0 && matches.length < limit; index--) {
      const start = starts[index] ?? 0;
      if (start < free) continue;
      const slots = search(start);
      if (slots === EXHAUSTED) {
        this.exhaustions++;
        if (this.options.onBudget !== "no-match")
          matches.push(["", ...new Array<undefined>(this.groupCount)]);
        return matches;
      }
      if (slots === NO_MATCH) continue;
      matches.push(groupsOf(input, slots));
      const end = slots[1] ?? start;
      free = end === start ? end + 1 : end;
    }
    return matches;
  }

  /** Where a match begins, if the pattern is regular, or else can begin; in descending order. */
  private startsFrom(input: string, from: number): number[] {
    const starts: number[] = [];
    const sink: MatchSink = (_, at) => {
      starts.push(at);
      return false;
    };
    const budget = { newStates: NEW_STATES, newSteps: Number.POSITIVE_INFINITY };
    spend(work.value + work.scannedByte * input.length);
    this.backwardDfa().readBackwards(bytesOfInput(input), input.length, from, budget, sink);
    return starts;
  }

  private beginSearch(input: string): (start: number) => Int32Array | typeof NO_MATCH | typeof EXHAUSTED {
    const { isRegular: hasPike } = this;
    const backtracker = this.backtrackerOf(input, hasPike ? STEPS_IF_REGULAR : STEPS);
    return (start) => {
      const end = backtracker.runAt(start);
      if (end >= 0) return backtracker.slots;
      if (end === NO_MATCH) return NO_MATCH;
      if (!hasPike) return EXHAUSTED;
      this.pike ??= new PikeMachine(this.capturingProgram(), this.firstsOfProgram());
      return this.pike.runAt(input, start) ?? NO_MATCH;
    };
  }

  private backtrackerOf(input: string, steps: number): Backtracker {
    this.backtracker ??= new Backtracker(this.capturingProgram(), this.firstsOfProgram());
    this.backtracker.begin(input, { steps });
    return this.backtracker;
  }

  private capturingProgram(): Program {
    this.program ??= compileProgram(this.tree, this.groupCount, { isCapturing: true, isBackwards: false });
    return this.program;
  }

  private firstsOfProgram(): FirstBytes {
    this.programFirsts ??= new FirstBytes(this.capturingProgram());
    return this.programFirsts;
  }

  private forwardDfa(): LazyDfa {
    this.forwards ??= new LazyDfa(
      wholeAutomaton([searchProgram(this.tree)], { isBackwards: false, keepsLonger: false }),
      LIMIT_CACHE_BYTES,
    );
    return this.forwards;
  }

  private backwardDfa(): LazyDfa {
    if (this.backwards === undefined) {
      const tree = trimForStarts(this.isRegular ? this.tree : overApproximate(this.tree));
      const program = compileProgram(tree, 0, { isCapturing: false, isBackwards: true });
      const whole = wholeAutomaton([program], { isBackwards: true, keepsLonger: true });
      this.backwards = new LazyDfa(whole, LIMIT_CACHE_BYTES);
    }
    return this.backwards;
  }
}

/** A program that tells whether a match lies somewhere, or, of what is not regular, whether one can. */
function searchProgram(tree: RegexTree): Program {
  const trimmed = trimForSearch(isRegular(tree) ? tree : overApproximate(tree));
  return compileProgram(trimmed, 0, { isCapturing: false, isBackwards: false });
}

/** By a loop: it is asked for each match of a rule that captures. */
function groupsOf(input: string, slots: Int32Array): RegexMatch {
  const groups: (string | undefined)[] = [];
  for (let at = 0; at < slots.length; at += 2) {
    const start = slots[at] ?? -1;
    const end = slots[at + 1] ?? -1;
    groups.push(start < 0 || end < 0 ? undefined : input.slice(start, end));
  }
  return groups;
}
