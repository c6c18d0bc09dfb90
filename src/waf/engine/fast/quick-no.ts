// Says of a rule for little that it does not match, before it is evaluated with all that its match would
// need. Rules that no scan can find are looked at for every request, and nearly all of them say no.

import { spend, work } from "../../cost/work-meter.ts";
import { parseMacro } from "../../seclang/macro.ts";
import type { VariableReader } from "../../variable/variable.ts";
import type { LinkUnit, RuleUnit, TargetUnit } from "../rule-unit.ts";
import type { Transaction } from "../transaction.ts";
import { plainOperators } from "./plain-operators.ts";
import { isOfTx } from "./tx-uses.ts";

/** True where a link does not match; nothing is changed by asking. */
export type QuickNo = (tx: Transaction) => boolean;

/** What they hold is another thing while the rule runs. */
const variablesOfRules = new Set([
  ...["MATCHED_VAR", "MATCHED_VAR_NAME", "MATCHED_VARS", "MATCHED_VARS_NAMES", "RULE"],
]);

/**
 * Undefined where nothing can be said ahead of evaluating the rule.
 * @param isFound the rule is only looked at where a scan found that its first link may match
 */
export function quickNo(unit: RuleUnit, isFound: boolean): QuickNo | undefined {
  const looks: QuickNo[] = [];
  for (const [index, link] of unit.links.entries()) {
    const look = index === 0 && isFound ? undefined : linkSaysNo(link);
    if (look !== undefined) looks.push(look);
    // What one link does is done whatever the next one says, and may be what that one looks at.
    const { operator, effects, isCapturing } = link.link;
    if (operator === undefined || !plainOperators.has(operator.name)) break;
    if (effects.length > 0 || isCapturing) break;
  }
  const [first, second, ...others] = looks;
  if (first === undefined) return undefined;
  const ofRule = second === undefined ? first : anyOf(first, second, others);
  return (tx) => tx.controls.exclusions?.has(unit.index) !== true && ofRule(tx);
}

const anyOf =
  (first: QuickNo, second: QuickNo, others: readonly QuickNo[]): QuickNo =>
  (tx) =>
    first(tx) || second(tx) || others.some((look) => look(tx));

function linkSaysNo(unit: LinkUnit): QuickNo | undefined {
  const { link, targets, exclusions } = unit;
  const { operator } = link;
  if (operator === undefined || !plainOperators.has(operator.name)) return undefined;
  if (link.isMultiMatch || exclusions.length > 0 || !isOfTx(parseMacro(operator.argument))) return undefined;
  const [only, ...others] = targets.map((target) => targetSaysNo(unit, target));
  return others.length > 0 ? undefined : only;
}

function targetSaysNo(unit: LinkUnit, targetUnit: TargetUnit): QuickNo | undefined {
  const { target, reader, selects, lowerKey } = targetUnit;
  if (variablesOfRules.has(target.variable)) return undefined;
  if (reader.kind === "selected") return undefined;
  if (reader.kind === "scalar") {
    const { read } = reader;
    return target.isCount ? (tx) => saysNo(tx, unit, "1") : (tx) => saysNo(tx, unit, read(tx));
  }
  const { get, where } = reader;
  if (lowerKey !== undefined) {
    if (get !== undefined) return memberSaysNo(unit, get, lowerKey, target.isCount);
    return target.isCount ? countSaysNo(unit, reader, lowerKey) : undefined;
  }
  if (target.selector.kind === "all" && target.isCount) {
    return (tx) => saysNo(tx, unit, String(reader.read(tx).names.length));
  }
  if (selects === undefined || where === undefined || target.isCount) return undefined;
  return (tx) => where(tx, selects).values.every((value) => saysNo(tx, unit, value));
}

function memberSaysNo(
  unit: LinkUnit,
  get: (tx: Transaction, key: string) => string | undefined,
  lowerKey: string,
  isCount: boolean,
): QuickNo {
  if (isCount) return (tx) => saysNo(tx, unit, get(tx, lowerKey) === undefined ? "0" : "1");
  return (tx) => {
    const value = get(tx, lowerKey);
    return value === undefined || saysNo(tx, unit, value);
  };
}

/** Of the members of one name. */
function countSaysNo(
  unit: LinkUnit,
  reader: Extract<VariableReader, { kind: "collection" }>,
  lowerKey: string,
): QuickNo {
  return (tx) => {
    const { names, keys } = reader.read(tx);
    let count = 0;
    for (let i = 0; i < names.length; i++) {
      if ((keys?.[i] ?? (names[i] ?? "").toLowerCase()) === lowerKey) count++;
    }
    spend(work.member * names.length);
    return saysNo(tx, unit, String(count));
  };
}

function saysNo(tx: Transaction, unit: LinkUnit, raw: string): boolean {
  const { operator, transformations, isNegated } = unit;
  if (operator === undefined) return false;
  spend(work.value + work.byte * raw.length);
  let value = raw;
  for (const transform of transformations) value = tx.transformed.apply(transform, value, tx.settings);
  // A rule that may match takes down what it captures when it is evaluated.
  tx.isCapturing = false;
  return operator(value, tx) === isNegated;
}
