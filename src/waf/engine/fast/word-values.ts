// Values that are words, which most are, and that no rule can match: told by one reading, without a look at
// what is remembered and without transformations, for on words these change the case of letters at most.

import { spend, work } from "../../cost/work-meter.ts";
import { type PackedPlans, packPlans, unpackPlans } from "../../regex/packed-plan.ts";
import type { StateBudget } from "../../regex/state-cache.ts";
import { planWords, WordAutomaton } from "../../regex/word-automaton.ts";
import type { Program } from "../../seclang/program.ts";
import { rulesOfAllMembers, type ScannedRule } from "./variable-use.ts";
import {
  checkOf,
  type PatternNeeds,
  patternNeeds,
  type RuleCheck,
  type WordChecks,
  wordChecks,
} from "./word-checks.ts";

/** The plan of an automaton, on memory that threads share. */
export type PackedWords = {
  readonly indexes: readonly number[];
  readonly programs: PackedPlans;
  readonly needs: readonly PatternNeeds[];
};

/** Requests have many values of these. */
const VARIABLES = ["ARGS", "ARGS_NAMES", "REQUEST_COOKIES"];

const LIMIT_BYTES = 1 << 20;
/** What one request may make in the automaton of a phase. */
const NEW_STATES_PER_REQUEST = 64;
const NEW_STEPS_PER_REQUEST = 512;

/** In small steps. */
export function* planPhaseWords(rules: readonly ScannedRule[]): Generator<undefined, PackedWords> {
  const own = new Set(VARIABLES.flatMap((variable) => rulesOfAllMembers(variable, rules)));
  const entries = [...own].flatMap(({ scan, bit }) =>
    scan.kind === "pattern" ? [{ index: bit, tree: scan.tree() }] : [],
  );
  yield;
  const { indexes, programs } = planWords(entries);
  yield;
  const plan = { indexes: [], programs, tables: [], needs: [], required: new Uint32Array(8), minLength: 0 };
  return { indexes, programs: packPlans([plan]), needs: yield* patternNeeds(rules) };
}

/** What a look at a value came to: nothing known, no rule can match, or only one that decodes it. */
export type WordLook = 0 | 1 | 2;
export const UNKNOWN = 0;
export const CLEAN = 1;
export const DERIVED = 2;

export class PhaseWords {
  private readonly automaton: WordAutomaton;
  private readonly indexes: ReadonlySet<number>;
  /** By the rule's bit. */
  private readonly checks: ReadonlyMap<number, RuleCheck>;
  private readonly budget: StateBudget = { newStates: 0, newSteps: 0 };

  private constructor(
    automaton: WordAutomaton,
    indexes: ReadonlySet<number>,
    checks: ReadonlyMap<number, RuleCheck>,
  ) {
    this.automaton = automaton;
    this.indexes = indexes;
    this.checks = checks;
  }

  /**
   * In small steps.
   * @param words what `planPhaseWords` made of the same rules
   */
  static *build(
    { indexes, programs, needs }: PackedWords,
    rules: readonly ScannedRule[],
    program: Program,
  ): Generator<undefined, PhaseWords> {
    const [plan] = unpackPlans(programs);
    yield;
    const automaton = new WordAutomaton({ indexes, programs: plan?.programs ?? [] }, LIMIT_BYTES);
    yield;
    const needsOf = new Map(needs.map((each) => [each.bit, each]));
    const checks = new Map<number, RuleCheck>();
    for (const rule of rules) {
      checks.set(rule.bit, checkOf(rule, program, needsOf.get(rule.bit)));
      yield;
    }
    return new PhaseWords(automaton, new Set(indexes), checks);
  }

  /** For values that these rules look at; undefined where the automaton does not answer for one of them. */
  valuesFor(rules: readonly ScannedRule[]): WordValues | undefined {
    const patterns = rules.filter(({ scan }) => scan.kind === "pattern");
    if (patterns.length === 0 || !patterns.every(({ bit }) => this.indexes.has(bit))) return undefined;
    const checks = rules.map(({ bit }) => this.checks.get(bit)).filter((check) => check !== undefined);
    return new WordValues(this.automaton, wordChecks(checks), this.budget);
  }

  /** To be called before the first value of each request. */
  beginRequest(): void {
    this.budget.newStates = NEW_STATES_PER_REQUEST;
    this.budget.newSteps = NEW_STEPS_PER_REQUEST;
  }

  /** Makes states ahead of requests. In small steps. */
  *warm(samples: readonly string[]): Generator<undefined, void> {
    this.budget.newStates = Number.POSITIVE_INFINITY;
    this.budget.newSteps = Number.POSITIVE_INFINITY;
    for (const sample of samples) {
      for (const word of sample.match(WORDS) ?? []) {
        this.automaton.clears(word, this.budget);
        yield;
      }
    }
    this.beginRequest();
  }
}

const WORDS = /\w+(?:[.-]\w+)*/g;

export class WordValues {
  private readonly automaton: WordAutomaton;
  private readonly checks: WordChecks;
  private readonly budget: StateBudget;

  constructor(automaton: WordAutomaton, checks: WordChecks, budget: StateBudget) {
    this.automaton = automaton;
    this.checks = checks;
    this.budget = budget;
  }

  /** The rules that alone may match what is `DERIVED`, by their bits. */
  get derived(): readonly number[] {
    return this.checks.derived;
  }

  look(value: string): WordLook {
    spend(work.look + work.scannedByte * value.length);
    if (!this.automaton.clears(value, this.budget)) return UNKNOWN;
    const { tests, mayDerive } = this.checks;
    for (const test of tests) if (test(value)) return UNKNOWN;
    return mayDerive(value) ? DERIVED : CLEAN;
  }
}
