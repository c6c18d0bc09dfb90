// Compiles an expression against the library, evaluates it as closures and as generated code, and shows the
// result as ask-clr.ts does.
import { formatDiagnostic } from "#kernel/diagnostic.ts";

import { bindSource } from "#policy/expression/bind/bind-source.ts";
import { zeroOf } from "#policy/expression/bind/default-value.ts";
import { compileClosures } from "#policy/expression/closure/compile-function.ts";
import { typeTest } from "#policy/expression/closure/type-test.ts";
import { generateFunction } from "#policy/expression/generate/generate-function.ts";
import { parseExpressionSource } from "#policy/expression/parse-expression-source.ts";
import { placesInText } from "#policy/expression/places-in-text.ts";
import { objectType } from "#policy/type/well-known.ts";
import { BudgetExceeded } from "#policy/value/budget-exceeded.ts";
import { ClrException } from "#policy/value/clr-exception.ts";
import { clrTypeNameOf } from "#policy/value/clr-type-name.ts";
import { boxedItems } from "#policy/value/collection/element-of.ts";
import { library } from "#policy/value/library.ts";
import { textOf } from "#policy/value/object-text.ts";
import { Run } from "#policy/value/run.ts";

const catalogue = library();

const types = {
  zeroOf: (type: Parameters<typeof zeroOf>[1]) => zeroOf(catalogue, type),
  isInstance: (type: Parameters<typeof zeroOf>[1], value: unknown) => typeTest(catalogue, type)(value),
};

const world = {
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  random: () => 0.5,
  randomBytes: (count: number) => new Uint8Array(count),
};

export function evaluationRun(fuel = 1e7, bytes = 1e8): Run {
  return new Run(world, types, fuel, bytes);
}

/**
 * The result as text, the exception as `!type: "message"`, or what the compiler complains of. Both ways of
 * running it must say the same.
 * @param makeRun a fresh one for each way
 */
export function evaluateText(text: string, makeRun: () => Run = evaluationRun): string {
  const { source, diagnostics } = parseExpressionSource(
    text,
    placesInText(text, { file: "row", line: 1, column: 1 }),
  );
  if (source === undefined) return diagnostics.map(formatDiagnostic).join("; ");
  const bound = bindSource(catalogue, source, objectType);
  if (bound.complaints.length > 0) return bound.complaints.map(({ message }) => message).join("; ");
  const [closures, generated] = [compileClosures, generateFunction].map((compile) => {
    const evaluate = compile(catalogue, bound.function);
    const run = makeRun();
    return outcome(() => show(run, evaluate(run, null)));
  });
  if (generated !== closures) return `${closures} as closures, ${generated} as code`;
  return closures ?? "";
}

function outcome(evaluate: () => string): string {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof ClrException) return `!${error.typeName}: ${quoted(error.message)}`;
    if (error instanceof BudgetExceeded) return `!${error.message}`;
    return `defect: ${error}`;
  }
}

function show(run: Run, value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "object" && Symbol.iterator in value) {
    return `[${[...boxedItems(run, value)].map((item) => show(run, item)).join(", ")}]`;
  }
  return `${clrTypeNameOf(value)} ${quoted(textOf(value))}`;
}

function quoted(text: string): string {
  const escaped = text
    .replaceAll(/["\\]/g, "\\$&")
    .replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `"${escaped}"`;
}
