// The characters of SQL by what they begin, and its operators by what they do.

import type { OperatorClass, SqlToken } from "./sql-token.ts";

export const SPACE = 1;
export const DIGIT = 2;
export const LETTER = 3;
export const OPERATOR = 4;

export const CHARACTER_CLASS = new Uint8Array(256);
for (let code = 0; code <= 32; code++) CHARACTER_CLASS[code] = SPACE;
// MySQL takes the no-break space of latin1 for white space.
CHARACTER_CLASS[0xa0] = SPACE;
for (let code = 48; code <= 57; code++) CHARACTER_CLASS[code] = DIGIT;
for (let code = 65; code <= 90; code++) CHARACTER_CLASS[code] = LETTER;
for (let code = 97; code <= 122; code++) CHARACTER_CLASS[code] = LETTER;
for (let code = 128; code < 256; code++) if (code !== 0xa0) CHARACTER_CLASS[code] = LETTER;
CHARACTER_CLASS[95] = LETTER;
for (const sign of "+-*/%=<>!~^&|:") CHARACTER_CLASS[sign.charCodeAt(0)] = OPERATOR;

const OPERATORS: ReadonlyMap<string, OperatorClass> = new Map([
  ...["||", "&&"].map((text) => [text, "logic"] as const),
  ...["=", "==", "<", ">", "<=", ">=", "<>", "!=", "<=>", "!<", "!>", "^=", "~*", "~~", "!~", "@>"].map(
    (text) => [text, "compare"] as const,
  ),
  ...["+", "-", "*", "/", "%", "&", "|", "^", "**", "<<", ">>", "->", "->>"].map(
    (text) => [text, "arithmetic"] as const,
  ),
  ...["!", "~"].map((text) => [text, "prefix"] as const),
  ...[":=", "::"].map((text) => [text, "assign"] as const),
]);

export type OperatorToken = Extract<SqlToken, { readonly kind: "operator" }>;

/** By the code of their first character, the operators that begin with it, longer ones first. */
const OPERATORS_BY_FIRST: readonly (readonly OperatorToken[])[] = Array.from({ length: 128 }, (_, code) =>
  [...OPERATORS]
    .filter(([text]) => text.charCodeAt(0) === code)
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([text, operator]) => ({ kind: "operator", text, operator })),
);

/** The longest operator that stands in a value at a place. */
export function operatorAt(value: string, position: number): OperatorToken | undefined {
  for (const token of OPERATORS_BY_FIRST[value.charCodeAt(position)] ?? []) {
    if (value.startsWith(token.text, position)) return token;
  }
  return undefined;
}
