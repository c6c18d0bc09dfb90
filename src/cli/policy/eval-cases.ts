// Cases of `policy eval`: read, evaluated, and told in the words of the CLR.

import { randomBytes, randomInt } from "node:crypto";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { BudgetExceeded, ClrException, compileExpression, describeValue } from "#policy/expressions.ts";
import { evalContext } from "./eval-context.ts";

export type EvalCase = {
  readonly id: number | string;
  readonly expression: string;
  /** Name → type. */
  readonly variables: Readonly<Record<string, string>>;
};

export type EvalResult = { readonly id: number | string } & (
  | { readonly type: string; readonly value: string | null }
  /** CLR name, a colon, and the first line of the message. */
  | { readonly exception: string }
  | { readonly diagnostics: readonly string[] }
);

/** @throws Error when the text is no array of cases */
export function readCases(text: string): readonly EvalCase[] {
  const cases: unknown = JSON.parse(text);
  if (!Array.isArray(cases)) throw new Error("an array of cases is expected");
  return cases.map((one: unknown, index) => {
    if (isCase(one)) return one;
    throw new Error(`case ${index}: id, expression and variables are expected`);
  });
}

function isCase(value: unknown): value is EvalCase {
  if (typeof value !== "object" || value === null) return false;
  return (
    "id" in value &&
    "expression" in value &&
    typeof value.expression === "string" &&
    "variables" in value &&
    typeof value.variables === "object" &&
    value.variables !== null
  );
}

const world = {
  now: () => Date.now(),
  random: () => randomInt(2 ** 47) / 2 ** 47,
  randomBytes: (count: number) => randomBytes(count),
};

export function evaluateCase({ id, expression: text, variables }: EvalCase): EvalResult {
  const origin = { file: String(id), line: 1, column: 1 };
  const { expression, diagnostics } = compileExpression(text, origin);
  if (expression === undefined) return { id, diagnostics: diagnostics.map(formatDiagnostic) };
  try {
    return { id, ...describeValue(expression.evaluate(world, evalContext(variables))) };
  } catch (error) {
    return { id, exception: exceptionText(error) };
  }
}

function exceptionText(error: unknown): string {
  if (error instanceof ClrException) return `${error.typeName}: ${error.message.split("\n")[0]}`;
  if (error instanceof BudgetExceeded) return `Portcullis.BudgetExceeded: ${error.message}`;
  throw error;
}
