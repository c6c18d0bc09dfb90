// The plain evaluation of one rule, value by value: what every faster way must agree with.

import { spend, work } from "../cost/work-meter.ts";
import type { OperatorContext } from "../operator/operator.ts";
import type { MatchedValue } from "./match-record.ts";
import type { Exclusion, LinkUnit, RuleUnit, TargetUnit } from "./rule-unit.ts";
import { runEffects } from "./run-effects.ts";
import { settleMatch } from "./settle-match.ts";
import type { Transaction } from "./transaction.ts";

/**
 * Evaluates a rule with its chain, and does all that its match asks for.
 * @param mayMatch of values that the first link looks at: false where the operator is known to say no
 */
export function evaluateRule(
  tx: Transaction,
  unit: RuleUnit,
  mayMatch?: (value: string) => boolean,
): boolean {
  tx.rule = unit.rule;
  tx.forgetMatch();
  const matched: MatchedValue[] = [];
  const runtime = tx.controls.exclusions?.get(unit.index);
  for (const link of unit.links) {
    const before = matched.length;
    tx.mayMatch = before === 0 ? mayMatch : undefined;
    if (!evaluateLink(tx, link, runtime, matched)) return false;
    tx.noteLink(matched, before);
  }
  settleMatch(tx, unit.rule, matched);
  return true;
}

function evaluateLink(
  tx: Transaction,
  unit: LinkUnit,
  runtime: readonly Exclusion[] | undefined,
  matched: MatchedValue[],
): boolean {
  if (unit.operator === undefined) {
    runEffects(tx, unit.link.effects);
    return true;
  }
  const before = matched.length;
  // What a negated operator found is why it does not match.
  tx.isCapturing = unit.link.isCapturing && !unit.isNegated;
  for (const target of unit.targets) evaluateTarget(tx, unit, target, runtime, matched);
  return matched.length > before;
}

function evaluateTarget(
  tx: Transaction,
  unit: LinkUnit,
  { target, reader, selects, lowerKey }: TargetUnit,
  runtime: readonly Exclusion[] | undefined,
  matched: MatchedValue[],
): void {
  const { variable, selector, isCount } = target;
  if (reader.kind === "scalar") {
    if (isExcluded(unit.exclusions, runtime, variable, "")) return;
    evaluateValue(tx, unit, variable, isCount ? "1" : reader.read(tx), matched);
    return;
  }
  if (reader.kind === "selected") {
    evaluateSelected(tx, unit, target, reader.read, runtime, matched);
    return;
  }
  const key = selector.kind === "key" ? selector.key : undefined;
  if (key !== undefined && lowerKey !== undefined && reader.get !== undefined) {
    const value = isExcluded(unit.exclusions, runtime, variable, key) ? undefined : reader.get(tx, lowerKey);
    if (isCount) evaluateValue(tx, unit, `${variable}:${key}`, value === undefined ? "0" : "1", matched);
    else if (value !== undefined) evaluateValue(tx, unit, `${variable}:${key}`, value, matched);
    return;
  }
  const isSelected = selects !== undefined && reader.where !== undefined;
  const { names, values, keys } = isSelected ? reader.where(tx, selects) : reader.read(tx);
  spend(work.member * names.length);
  let count = 0;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? "";
    if (!isSelected && !isMeant(name, keys?.[i], lowerKey, selects)) continue;
    if (isExcluded(unit.exclusions, runtime, variable, name)) continue;
    count++;
    const value = values[i] ?? "";
    // A name is made only of what is looked at.
    if (isCount || tx.mayMatch?.(value) === false) continue;
    evaluateValue(tx, unit, memberName(variable, name), value, matched);
  }
  if (isCount) evaluateValue(tx, unit, memberName(variable, key ?? ""), String(count), matched);
}

/** @param key the member's name in lower case, where it is known so */
function isMeant(
  name: string,
  key: string | undefined,
  lowerKey: string | undefined,
  selects: TargetUnit["selects"],
): boolean {
  if (key !== undefined && lowerKey !== undefined) return key === lowerKey;
  return selects === undefined || selects(name);
}

function evaluateSelected(
  tx: Transaction,
  unit: LinkUnit,
  { variable, selector, isCount }: TargetUnit["target"],
  read: (tx: Transaction, selector: string) => readonly string[],
  runtime: readonly Exclusion[] | undefined,
  matched: MatchedValue[],
): void {
  const key = selector.kind === "key" ? selector.key : "/*";
  if (isExcluded(unit.exclusions, runtime, variable, key)) return;
  const values = read(tx, key);
  spend(work.member * values.length);
  const name = `${variable}:${key}`;
  if (isCount) evaluateValue(tx, unit, name, String(values.length), matched);
  else for (const value of values) evaluateValue(tx, unit, name, value, matched);
}

const memberName = (variable: string, key: string): string => (key === "" ? variable : `${variable}:${key}`);

function isExcluded(
  own: readonly Exclusion[],
  runtime: readonly Exclusion[] | undefined,
  variable: string,
  name: string,
): boolean {
  return excludes(own, variable, name) || (runtime !== undefined && excludes(runtime, variable, name));
}

function excludes(exclusions: readonly Exclusion[], variable: string, name: string): boolean {
  for (const { variable: excluded, matches } of exclusions) {
    if (excluded === variable && (matches === undefined || matches(name))) return true;
  }
  return false;
}

function evaluateValue(
  tx: Transaction,
  unit: LinkUnit,
  name: string,
  raw: string,
  matched: MatchedValue[],
): void {
  if (tx.mayMatch?.(raw) === false) return;
  spend(work.value + work.byte * raw.length);
  const value = unit.link.isMultiMatch ? firstMatching(tx, unit, raw) : finalMatching(tx, unit, raw);
  if (value === undefined) return;
  spend(work.match);
  const found = { name, value };
  matched.push(found);
  tx.noteMatch(found);
  runEffects(tx, unit.link.effects);
}

/** The transformed value where the operator says yes to it. */
function finalMatching(tx: Transaction, unit: LinkUnit, raw: string): string | undefined {
  let value = raw;
  for (const transform of unit.transformations) value = tx.transformed.apply(transform, value, tx.settings);
  return isMatch(unit, value, tx) ? value : undefined;
}

/** multiMatch: the value as it came and after each transformation that changed it. */
function firstMatching(tx: Transaction, unit: LinkUnit, raw: string): string | undefined {
  if (isMatch(unit, raw, tx)) return raw;
  let value = raw;
  for (const transform of unit.transformations) {
    const next = tx.transformed.apply(transform, value, tx.settings);
    if (next === value) continue;
    value = next;
    if (isMatch(unit, value, tx)) return value;
  }
  return undefined;
}

function isMatch(unit: LinkUnit, value: string, context: OperatorContext): boolean {
  return unit.operator !== undefined && unit.operator(value, context) !== unit.isNegated;
}
