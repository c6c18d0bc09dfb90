// The attributes of a stylesheet's elements as what they mean: expressions, templates, names, choices.

import { nearest } from "#kernel/nearest.ts";
import type { XPathExpression } from "../value/xml/xpath-syntax.ts";
import { compileExpression } from "./compile-expression.ts";
import { compileValueTemplate, literalText } from "./compile-value-template.ts";
import { expandName } from "./names.ts";
import type { LocalScope } from "./scope.ts";
import { type StyleElement, styleAttribute } from "./style-element.ts";
import type { StyleReport } from "./style-report.ts";
import type { TextValue } from "./stylesheet.ts";

/** Complains about attributes that the element has not, and about those that are missing. */
export function checkStyleAttributes(
  report: StyleReport,
  element: StyleElement,
  known: readonly string[],
  required: readonly string[] = [],
): void {
  for (const { local, uri, name, place } of element.attributes) {
    if (uri === element.uri)
      report.mistake(place, `${element.name} has no ${name}`, `write it without a prefix`);
    if (uri !== "" || known.includes(local)) continue;
    const near = nearest(local, known);
    const choice = known.length === 0 ? "remove it: there are none" : `it may have ${known.join(", ")}`;
    report.mistake(
      place,
      `${element.name} has no ${local}`,
      near === undefined ? choice : `did you mean ${near}?`,
    );
  }
  for (const name of required) {
    if (styleAttribute(element, name) !== undefined) continue;
    report.mistake(element.place, `${element.name} has no ${name}`, `write ${name}="…"`);
  }
}

/** Undefined where there is none, or it is wrong. */
export function expressionOf(
  element: StyleElement,
  scope: LocalScope,
  local: string,
): XPathExpression | undefined {
  const attribute = styleAttribute(element, local);
  return attribute && compileExpression(scope, attribute.value, element.scope.namespaces);
}

export function templateOf(element: StyleElement, scope: LocalScope, local: string): TextValue | undefined {
  const attribute = styleAttribute(element, local);
  return attribute && compileValueTemplate(scope, attribute, element.scope.namespaces);
}

/** A template that may be one of some words; a literal that is none is told. */
export function wordsOf(
  element: StyleElement,
  scope: LocalScope,
  local: string,
  words: readonly [string, ...string[]],
): TextValue {
  const value = templateOf(element, scope, local);
  if (value === undefined) return literalText(words[0]);
  if (value.literal !== undefined) checkWord(element, scope.report, local, value.literal, words);
  return value;
}

function checkWord(
  element: StyleElement,
  report: StyleReport,
  local: string,
  value: string,
  words: readonly string[],
): void {
  const attribute = styleAttribute(element, local);
  if (attribute === undefined || words.includes(value)) return;
  report.mistake(attribute.value.placeAt(0), `${local} cannot be ${value}`, `it is ${words.join(" or ")}`);
}

/** The value of an attribute that is one of some words; undefined where it is not there, or wrong. */
export function wordOf(
  element: StyleElement,
  report: StyleReport,
  local: string,
  words: readonly string[],
): string | undefined {
  const value = styleAttribute(element, local)?.value.text.trim();
  if (value === undefined) return undefined;
  checkWord(element, report, local, value, words);
  return words.includes(value) ? value : undefined;
}

export const isYes = (element: StyleElement, report: StyleReport, local: string): boolean =>
  wordOf(element, report, local, ["yes", "no"]) === "yes";

/** An expanded name. */
export function nameOf(element: StyleElement, report: StyleReport, local: string): string | undefined {
  const attribute = styleAttribute(element, local);
  if (attribute === undefined) return undefined;
  const { text } = attribute.value;
  const name = expandName(text, element.scope.namespaces);
  if (name !== undefined) return name;
  const message = `${text.trim()} is no name, or its prefix is not declared`;
  report.mistake(attribute.value.placeAt(0), message, "write name, or prefix:name");
  return undefined;
}

/** White-space separated. */
export function wordsIn(text: string): readonly string[] {
  return text.split(/[ \t\r\n]+/).filter(Boolean);
}
