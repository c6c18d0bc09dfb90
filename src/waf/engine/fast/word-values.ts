// Values that are words, which most are, and that no rule can match: told by one reading, without a look at
// what is remembered and without transformations, for on words these change the case of letters at most.

import { type PackedPlans, packPlans, unpackPlans } from "../../regex/packed-plan.ts";
import type { StateBudget } from "../../regex/state-cache.ts";
import { planWords, WordAutomaton } from "../../regex/word-automaton.ts";
import type { Program } from "../../seclang/program.ts";
import { rulesOfAllMembers, type ScannedRule } from "./variable-use.ts";
import { type WordChecks, wordChecks } from "./word-checks.ts";

/** The plan of an automaton, on memory that threads share. */
export type PackedWords = { readonly indexes: readonly number[]; readonly programs: PackedPlans };

/** Requests have many values of these. */
const VARIABLES = ["ARGS", "ARGS_NAMES", "REQUEST_COOKIES"];

const LIMIT_BYTES = 1 << 20;
/** What one request may make in the automaton of a phase. */
const NEW_STATES_PER_REQUEST = 64;

/** In small steps. */
export function* planPhaseWords(rules: readonly ScannedRule[]): Generator<undefined, PackedWords> {
  const own = new Set(VARIABLES.flatMap((variable) => rulesOfAllMembers(variable, rules)));
  const entries = [...own].flatMap(({ scan, bit }) =>
    scan.kind === "pattern" ? [{ index: bit, tree: scan.tree() }] : [],
  );
  yield;
  const { indexes, programs } = planWords(entries);
  yield;
  const plan = { indexes: [], programs, required: new Uint32Array(8), minLength: 0 };
  return { indexes, programs: packPlans([plan]) };
}

/** What a look at a value came to: nothing known, no rule can match, or only one that decodes it. */
export type WordLook = 0 | 1 | 2;
export const UNKNOWN = 0;
export const CLEAN = 1;
export const DERIVED = 2;

export class PhaseWords {
  private readonly automaton: WordAutomaton;
  private readonly indexes: ReadonlySet<number>;
  private readonly program: Program;
  private readonly budget: StateBudget = { newStates: NEW_STATES_PER_REQUEST };

  constructor({ indexes, programs }: PackedWords, program: Program) {
    const [plan] = unpackPlans(programs);
    this.automaton = new WordAutomaton({ indexes, programs: plan?.programs ?? [] }, LIMIT_BYTES);
    this.indexes = new Set(indexes);
    this.program = program;
  }

  /** For values that these rules look at; undefined where the automaton does not answer for one of them. */
  valuesFor(rules: readonly ScannedRule[]): WordValues | undefined {
    const patterns = rules.filter(({ scan }) => scan.kind === "pattern");
    if (patterns.length === 0 || !patterns.every(({ bit }) => this.indexes.has(bit))) return undefined;
    return new WordValues(this.automaton, wordChecks(rules, this.program), this.budget);
  }

  /** To be called before the first value of each request. */
  beginRequest(): void {
    this.budget.newStates = NEW_STATES_PER_REQUEST;
  }

  /** Makes states ahead of requests. In small steps. */
  *warm(samples: readonly string[]): Generator<undefined, void> {
    for (const sample of samples) {
      this.budget.newStates = Number.POSITIVE_INFINITY;
      for (const word of sample.match(WORDS) ?? []) this.automaton.clears(word, this.budget);
      yield;
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
    if (!this.automaton.clears(value, this.budget)) return UNKNOWN;
    const { tests, mayDerive } = this.checks;
    for (const test of tests) if (test(value)) return UNKNOWN;
    return mayDerive(value) ? DERIVED : CLEAN;
  }
}
