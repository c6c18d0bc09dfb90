// What has to be asked of a value that is words besides the automaton of its patterns: operators that are in
// no automaton, and rules that decode a value first and see something else.

import { findOperator } from "../../operator/operator-table.ts";
import { minLength, requiredBytes } from "../../regex/measure-tree.ts";
import { bytesOfWords } from "../../regex/word-automaton.ts";
import type { Program } from "../../seclang/program.ts";
import type { Transformation, TransformationDefinition } from "../../transformation/transformation.ts";
import { findTransformation } from "../../transformation/transformation-table.ts";
import { addMask, type ByteMask, intersects, maskOfClass, newByteMask } from "./byte-mask.ts";
import { pipelineUse } from "./pipeline-use.ts";
import type { ScannedRule } from "./variable-use.ts";

type WordTest = (value: string) => boolean;

export type WordChecks = {
  /** Rules that no automaton has: true where one may match. */
  readonly tests: readonly WordTest[];
  /** True where what a rule decodes may match. */
  readonly mayDerive: WordTest;
  /** The bits of the rules that decode. */
  readonly derived: readonly number[];
};

/** What every match of a rule's pattern has: worked out where automata are planned, for it takes time. */
export type PatternNeeds = {
  readonly bit: number;
  /** Bytes of which it has one, as the eight words of a mask. */
  readonly needed: readonly number[];
  /** How long it is at the least. */
  readonly least: number;
};

/** Of the rules whose checks ask for them: those that decode. In small steps. */
export function* patternNeeds(rules: readonly ScannedRule[]): Generator<undefined, PatternNeeds[]> {
  const needs: PatternNeeds[] = [];
  for (const rule of rules) {
    if (rule.scan.kind !== "pattern" || !isDerived(rule)) continue;
    const tree = rule.scan.tree();
    needs.push({ bit: rule.bit, needed: [...requiredBytes(tree)], least: minLength(tree) });
    yield;
  }
  return needs;
}

/** The checks of one rule, of which those of many are made. */
export type RuleCheck = {
  readonly bit: number;
  readonly tests: readonly WordTest[];
  readonly isDerived: boolean;
  /** Undefined where nothing can be told of what comes of it. */
  readonly derivation: Derivation | undefined;
};

export function checkOf(rule: ScannedRule, program: Program, needs: PatternNeeds | undefined): RuleCheck {
  const { bit } = rule;
  if (!isDerived(rule)) {
    return { bit, tests: testsOf(rule, program), isDerived: false, derivation: undefined };
  }
  return { bit, tests: [], isDerived: true, derivation: needs && derivationOf(rule, needs) };
}

export function wordChecks(checks: readonly RuleCheck[]): WordChecks {
  const derived = checks.filter((check) => check.isDerived);
  return {
    tests: checks.flatMap(({ tests }) => tests),
    mayDerive: anyOf(derived.map(({ derivation }) => derivation)),
    derived: derived.map(({ bit }) => bit),
  };
}

/** Does the rule make something else of words than words in another case? */
const isDerived = (rule: ScannedRule): boolean =>
  pipelineUse(rule).pipelines.some((names) => definitionsOf(names).some((each) => effectOf(each) === "more"));

const definitionsOf = (names: readonly string[]): TransformationDefinition[] =>
  names.map(findTransformation).filter((definition) => definition !== undefined);

function effectOf({ triggers, onWords }: TransformationDefinition): "nothing" | "case" | "more" {
  if (onWords !== undefined) return onWords;
  return triggers !== undefined && !intersects(maskOfClass(triggers), bytesOfWords) ? "nothing" : "more";
}

function testsOf(rule: ScannedRule, { settings }: Program): WordTest[] {
  const { scan, unit } = rule;
  const [first] = unit.links;
  const operator = findOperator(first?.link.operator?.name ?? "");
  const isNever = operator?.passesWords === true && first?.isNegated === false;
  if (scan.kind === "pattern" || isNever) return [];
  return pipelineUse(rule).pipelines.map((names): WordTest => {
    const changes: Transformation[] = definitionsOf(names)
      .filter((each) => effectOf(each) === "case")
      .map(({ apply }) => apply);
    if (changes.length === 0) return (value) => scan.test(value, bytesOfWords);
    return (value) => {
      let text = value;
      for (const change of changes) text = change(text, settings);
      return scan.test(text, bytesOfWords);
    };
  });
}

type Derivation = {
  readonly noteMade: NonNullable<TransformationDefinition["noteMade"]>;
  /** Bytes that later transformations act on. */
  readonly acting: ByteMask;
  /** Bytes of which every match has one, and how long it is at the least. */
  readonly needed: ByteMask;
  readonly least: number;
  /** No later transformation adds to the length. */
  readonly onlyShrinks: boolean;
};

/**
 * How a rule decodes; undefined where nothing can be told of what comes of it. With multiMatch the whole list
 * speaks for those that it begins with.
 */
function derivationOf(rule: ScannedRule, { needed, least }: PatternNeeds): Derivation | undefined {
  const definitions = definitionsOf(pipelineUse(rule).pipelines.at(-1) ?? []);
  const first = definitions.findIndex((each) => effectOf(each) === "more");
  const noteMade = definitions[first]?.noteMade;
  const isFirst = definitions.slice(0, first).every((each) => effectOf(each) === "nothing");
  const later = definitions.slice(first + 1);
  // What has no triggers may make something of nothing, which words can decode to.
  if (noteMade === undefined || !isFirst || later.some((each) => each.triggers === undefined))
    return undefined;
  const acting = newByteMask();
  for (const { triggers } of later) if (triggers !== undefined) addMask(acting, maskOfClass(triggers));
  return {
    noteMade,
    acting,
    needed: Uint32Array.from(needed),
    least,
    onlyShrinks: later.every((each) => each.mayLengthen !== true),
  };
}

/** Of what was decoded last. */
const made = newByteMask();

/** What is decoded is looked at once for all rules: most of it has nothing that one of them needs. */
function anyOf(derivations: readonly (Derivation | undefined)[]): WordTest {
  const known = derivations.filter((each) => each !== undefined);
  if (known.length < derivations.length) return () => true;
  const decoders = [...Map.groupBy(known, (each) => each.noteMade)].map(([noteMade, own]) => {
    const wanted = newByteMask();
    for (const { acting, needed } of own) {
      addMask(wanted, acting);
      addMask(wanted, needed);
    }
    const least = Math.min(...own.map((each) => (each.onlyShrinks ? each.least : 0)));
    return { noteMade, wanted, least };
  });
  return (value) =>
    decoders.some(
      ({ noteMade, wanted, least }) => noteMade(value, made) >= least && intersects(made, wanted),
    );
}
