// Puts one operator to one value, with the variables and files that the oracle has.

import assert from "node:assert/strict";
import type { Operator, OperatorFlaw } from "#waf/operator/operator.ts";
import { findOperator } from "#waf/operator/operator-table.ts";

export const files: Readonly<Record<string, string>> = {
  "phrases.data": "abc\n# comment\nDEF\n\n ghi \nxyz # not\njk l\n",
  "networks.data": "10.0.0.0/8\n# partners\n2001:db8::/32\n192.0.2.1\n198.51.100.7\n",
};

const variables: Readonly<Record<string, string>> = { REMOTE_ADDR: "192.0.2.7" };

export type Evaluation = { readonly matches: boolean; readonly captures: readonly string[] };

export function compileOperator(name: string, argument: string): Operator | OperatorFlaw {
  const found = findOperator(name);
  assert.ok(found, name);
  // The reference engine reads patterns with lines.
  return found.compile(argument, {
    fileText: (file) => files[file],
    isRegexMultiLine: true,
    ports: {},
  });
}

export function evaluate(name: string, argument: string, value: string): Evaluation {
  const operator = compileOperator(name, argument);
  assert.ok(typeof operator === "function", `@${name} ${argument}`);
  let captures: readonly string[] = [];
  const matches = operator(value, {
    expand: (macro) =>
      macro.map((part) => (typeof part === "string" ? part : (variables[part.variable] ?? ""))).join(""),
    isCapturing: true,
    capture: (groups) => {
      captures = groups;
    },
    captureLater: (groups) => {
      captures = groups();
    },
    setGeo: () => undefined,
  });
  return { matches, captures };
}
