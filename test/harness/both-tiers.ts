// Runs an expression as closures and as generated code, so that a test can see that both say the same.

import { placesInText } from "#kernel/places-in-text.ts";
import { type Complaint, isError } from "#policy/expression/bind/bind-context.ts";
import { bindSource } from "#policy/expression/bind/bind-source.ts";
import { zeroOf } from "#policy/expression/bind/default-value.ts";
import type { BoundFunction } from "#policy/expression/bound.ts";
import { compileClosures } from "#policy/expression/closure/compile-function.ts";
import { typeTest } from "#policy/expression/closure/type-test.ts";
import { generateFunction } from "#policy/expression/generate/generate-function.ts";
import { parseExpressionSource } from "#policy/expression/parse-expression-source.ts";
import type { ClrType } from "#policy/type/clr-type.ts";
import { objectType } from "#policy/type/well-known.ts";
import { BudgetExceeded } from "#policy/value/budget-exceeded.ts";
import { ClrException } from "#policy/value/clr-exception.ts";
import { clrTypeNameOf } from "#policy/value/clr-type-name.ts";
import { boxedItems } from "#policy/value/collection/element-of.ts";
import { library } from "#policy/value/library.ts";
import { textOf } from "#policy/value/object-text.ts";
import { Run } from "#policy/value/run.ts";

const types = {
  zeroOf: (type: ClrType) => zeroOf(library(), type),
  isInstance: (type: ClrType, value: unknown) => typeTest(library(), type)(value),
};

const world = {
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  random: () => 0.5,
  randomBytes: (count: number) => new Uint8Array(count),
};

export type Budget = { readonly fuel: number; readonly bytes: number };

const plenty: Budget = { fuel: 1e7, bytes: 1e8 };

/** A run that says what was spent. */
class CountingRun extends Run {
  spent = 0;

  override spend(steps: number): void {
    this.spent += steps;
    super.spend(steps);
  }
}

export type Outcome = {
  /** Type and text, `!type: "message"` for exceptions, `!…` for budgets, `defect: …` for what must not be. */
  readonly text: string;
  readonly spent: number;
};

/** What the compiler complains of, or the function. */
export function bindText(text: string): BoundFunction | readonly Complaint[] {
  const { source, diagnostics } = parseExpressionSource(
    text,
    placesInText(text, { file: "row", line: 1, column: 1 }),
  );
  if (source === undefined) {
    return diagnostics.map(({ column, severity, code, message, hint }) => {
      return { at: column - 1, severity, code, message, hint };
    });
  }
  const bound = bindSource(library(), source, objectType);
  return bound.complaints.some(isError) ? bound.complaints : bound.function;
}

/** As closures and as generated code, each in a context of its own. */
export function runBothTiers(
  bound: BoundFunction,
  { fuel, bytes }: Budget = plenty,
  makeContext: () => unknown = () => null,
): readonly [closures: Outcome, generated: Outcome] {
  const runAs = (compile: typeof generateFunction): Outcome => {
    const run = new CountingRun(world, types, fuel, bytes);
    const text = outcome(() =>
      show(new Run(world, types, 1e7, 1e8), compile(library(), bound)(run, makeContext())),
    );
    return { text, spent: run.spent };
  };
  return [runAs(compileClosures), runAs(generateFunction)];
}

/** The one answer of both, or both answers where they differ; what the compiler complains of otherwise. */
export function evaluateBothWays(text: string, budget = plenty, makeContext?: () => unknown): string {
  const bound = bindText(text);
  if (!("body" in bound)) return bound.map(({ message }) => message).join("; ");
  const [closures, generated] = runBothTiers(bound, budget, makeContext);
  if (closures.text === generated.text) return closures.text;
  return `${closures.text} as closures, ${generated.text} as generated code`;
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
