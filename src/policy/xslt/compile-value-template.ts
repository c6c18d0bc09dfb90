// Attribute value templates (XSLT 1.0, 7.6.2): texts with expressions in braces.

import type { XPathExpression } from "../value/xml/xpath-syntax.ts";
import { compileXPath } from "./compile-expression.ts";
import type { LocalScope } from "./scope.ts";
import type { StyleAttribute } from "./style-element.ts";
import type { Activation, TextValue } from "./stylesheet.ts";

type Namespaces = ReadonlyMap<string, string>;

export function compileValueTemplate(
  scope: LocalScope,
  attribute: StyleAttribute,
  namespaces: Namespaces,
): TextValue {
  const parts = partsOf(scope, attribute, namespaces);
  const literal = literalOf(parts);
  if (literal !== undefined) return literalText(literal);
  return { literal: undefined, of: (at) => parts.map((part) => partText(at, part)).join("") };
}

export const literalText = (literal: string): TextValue => ({ literal, of: () => literal });

type Part = string | XPathExpression;

function literalOf(parts: readonly Part[]): string | undefined {
  const texts = parts.filter((part) => typeof part === "string");
  return texts.length < parts.length ? undefined : texts.join("");
}

function partText(at: Activation, part: Part): string {
  return typeof part === "string" ? part : at.transformation.string(part, at);
}

function partsOf(scope: LocalScope, { value }: StyleAttribute, namespaces: Namespaces): readonly Part[] {
  const { text } = value;
  const parts: Part[] = [];
  let literal = "";
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    if ((sign === "{" || sign === "}") && text[at + 1] === sign) {
      literal += sign;
      at++;
    } else if (sign === "}") {
      scope.report.mistake(value.placeAt(at), "} closes no expression", "write }} for a brace in text");
    } else if (sign === "{") {
      const end = endOfExpression(text, at + 1);
      if (end < 0) {
        scope.report.mistake(
          value.placeAt(at),
          "the expression has no }",
          "close it, or write {{ for a brace",
        );
        return [literal];
      }
      const compiled = compileXPath(scope, value, text.slice(at + 1, end), at + 1, namespaces);
      parts.push(literal);
      if (compiled !== undefined) parts.push(compiled);
      literal = "";
      at = end;
    } else literal += sign;
  }
  return [...parts, literal].filter((part) => part !== "");
}

/** Braces inside of strings are not counted. */
function endOfExpression(text: string, start: number): number {
  let quote = "";
  for (let at = start; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (quote !== "") {
      if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "}") return at;
  }
  return -1;
}
