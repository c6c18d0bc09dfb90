// Which rules can be found by scanning: those whose first link looks only at what the request or response
// brought, with an operator that depends on the value alone. All others are evaluated each time.

import assert from "node:assert/strict";
import type { OperatorContext } from "../../operator/operator.ts";
import { readPhrases } from "../../operator/pm.ts";
import { readLines } from "../../operator/pm-from-file.ts";
import { beforeCaseChange, type CaseChange, isBlindToCase } from "../../regex/before-case-change.ts";
import { compileRegex } from "../../regex/compile-regex.ts";
import { literalSetTree } from "../../regex/literal-tree.ts";
import type { RegexOptions } from "../../regex/parse-regex.ts";
import type { RegexTree } from "../../regex/regex-tree.ts";
import { literalText, parseMacro } from "../../seclang/macro.ts";
import { operatorFileKey, type Program } from "../../seclang/program.ts";
import type { LinkUnit, PhaseUnits, RuleUnit } from "../rule-unit.ts";
import { intersects, maskWhere } from "./byte-mask.ts";
import type { ValueTest } from "./value-scanner.ts";

export type Scan =
  /**
   * Matches at the least where the operator does. The tree costs time to make.
   * `ignoresCase`: on the value before its letters change case, which is what the last transformation does.
   */
  | {
      readonly kind: "pattern";
      readonly tree: () => RegexTree;
      readonly ignoresCase: boolean;
      /** The tree is that of the operator's own pattern. */
      readonly isOwn: boolean;
    }
  | { readonly kind: "test"; readonly test: ValueTest };

const scannedVariables = new Set([
  ...["ARGS", "ARGS_NAMES", "ARGS_GET", "ARGS_GET_NAMES", "ARGS_POST", "ARGS_POST_NAMES", "QUERY_STRING"],
  ...["REQUEST_HEADERS", "REQUEST_HEADERS_NAMES", "REQUEST_COOKIES", "REQUEST_COOKIES_NAMES"],
  ...["REQUEST_FILENAME", "REQUEST_BASENAME", "REQUEST_URI", "REQUEST_URI_RAW", "REQUEST_LINE"],
  ...["REQUEST_METHOD", "REQUEST_PROTOCOL", "REQUEST_BODY", "XML", "FILES", "FILES_NAMES"],
  ...["MULTIPART_PART_HEADERS", "MULTIPART_FILENAME", "MULTIPART_NAME", "FILES_TMP_CONTENT"],
  ...["RESPONSE_BODY", "RESPONSE_HEADERS", "RESPONSE_HEADERS_NAMES", "RESPONSE_STATUS"],
]);

const directOperators = new Set([
  ...["detectSQLi", "detectXSS", "validateByteRange", "validateUrlEncoding", "validateUtf8Encoding"],
  ...["strmatch", "verifyCC", "verifySSN", "verifyCPF", "verifySVNR", "containsWord"],
  // Of their texts an automaton would find each place, where only one counts.
  ...["streq", "beginsWith"],
]);

/** Takes nothing down: candidates are evaluated again. */
const noContext: OperatorContext = {
  expand: (macro) => literalText(macro) ?? "",
  isCapturing: false,
  capture: () => undefined,
  captureLater: () => undefined,
  setGeo: () => undefined,
};

/** How the rule can be found by scanning; undefined where it cannot. */
export function scanOf(unit: RuleUnit, units: PhaseUnits, program: Program): Scan | undefined {
  const [first] = unit.links;
  if (first?.link.operator === undefined || first.targets.length === 0) return undefined;
  for (const { target } of first.targets) {
    if (target.isCount || !scannedVariables.has(target.variable)) return undefined;
    // A rule of this very phase may yet decide whether there is such a variable.
    if (target.variable === "REQUEST_BODY" && units.some(changesBodyVariable)) return undefined;
  }
  return scanOfOperator(first, program);
}

function scanOfOperator(unit: LinkUnit, program: Program): Scan | undefined {
  const { operator, isNegated } = unit;
  const call = unit.link.operator;
  if (call === undefined || operator === undefined) return undefined;
  const test: ValueTest = (value) => operator(value, noContext) !== isNegated;
  if (call.name === "validateByteRange" && !isNegated && isConstant(call.argument)) {
    const forbidden = maskWhere((byte) => operator(byte, noContext));
    return { kind: "test", test: (_value, mask) => intersects(mask, forbidden) };
  }
  if (call.name === "rx") {
    if (!isConstant(call.argument)) return undefined;
    if (isNegated) return { kind: "test", test };
    const { isRegexMultiLine: isMultiLine } = program.settings;
    const change = lastCaseChange(unit);
    const tree = once(() => patternTree(call.argument, { isMultiLine }));
    if (change === undefined) return { kind: "pattern", tree, ignoresCase: false, isOwn: true };
    // With multiMatch the operator looks at the value with its case as well: one tree must do for both.
    if (unit.link.isMultiMatch) {
      return { kind: "pattern", tree, ignoresCase: isBlindToCase(tree(), change), isOwn: true };
    }
    const changed = once(() => beforeCaseChange(tree(), change));
    return { kind: "pattern", tree: changed, ignoresCase: true, isOwn: false };
  }
  if (directOperators.has(call.name)) return isConstant(call.argument) ? { kind: "test", test } : undefined;
  if (isNegated) return undefined;
  const literals = literalsOf(
    call.name,
    call.argument,
    program.files[operatorFileKey(call.place.file, call.argument)],
  );
  if (literals === undefined) return undefined;
  const tree = once(() => literalSetTree(literals, true));
  const ignoresCase = !unit.link.isMultiMatch && lastCaseChange(unit) !== undefined;
  return { kind: "pattern", tree, ignoresCase, isOwn: false };
}

function once(make: () => RegexTree): () => RegexTree {
  let made: RegexTree | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function lastCaseChange({ link }: LinkUnit): CaseChange | undefined {
  switch (link.transformations.at(-1)) {
    case "lowercase":
    case "cmdLine":
      return "small";
    case "uppercase":
      return "capital";
    default:
      return undefined;
  }
}

/** What is not regular is approximated by the scan; it was found readable when the rules were read. */
function patternTree(pattern: string, options: RegexOptions): RegexTree {
  const compiled = compileRegex(pattern, { ...options, allowsBackreferences: true });
  assert(!("flaw" in compiled), `the pattern ${pattern} cannot be read`);
  return compiled.tree;
}

/** Texts of which one must stand in a value for the operator to match, case aside. */
function literalsOf(name: string, argument: string, file: string | undefined): readonly string[] | undefined {
  switch (name) {
    case "pm":
      return readPhrases(argument);
    case "pmFromFile":
      return file === undefined ? undefined : readLines(file);
    case "contains":
    case "endsWith":
      return argument !== "" && isConstant(argument) ? [argument] : undefined;
    default:
      return undefined;
  }
}

const isConstant = (argument: string): boolean => literalText(parseMacro(argument)) !== undefined;

const changesBodyVariable = (unit: PhaseUnits[number]): boolean =>
  unit.kind === "rule" &&
  unit.links.some(({ link }) =>
    link.effects.some(
      (effect) =>
        effect.kind === "ctl" &&
        (effect.option === "forceRequestBodyVariable" || effect.option === "requestBodyProcessor"),
    ),
  );
