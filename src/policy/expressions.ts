// Policy expressions: from their text to something that can be evaluated, or to all that is wrong with it.

import type { Diagnostic, Place } from "#kernel/diagnostic.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { type PlaceAt, placesInText } from "#kernel/places-in-text.ts";
import { isError } from "./expression/bind/bind-context.ts";
import { type BoundSource, bindSource } from "./expression/bind/bind-source.ts";
import { zeroOf } from "./expression/bind/default-value.ts";
import type { BoundFunction } from "./expression/bound.ts";
import { compileClosures } from "./expression/closure/compile-function.ts";
import { type TypeTest, typeTest } from "./expression/closure/type-test.ts";
import { type Generated, generateFunction } from "./expression/generate/generate-function.ts";
import { parseExpressionSource } from "./expression/parse-expression-source.ts";
import type { ExpressionSource } from "./expression/syntax.ts";
import type { Catalogue } from "./type/catalogue.ts";
import { type ClrType, typeName } from "./type/clr-type.ts";
import { objectType } from "./type/well-known.ts";
import { clrTypeNameOf } from "./value/clr-type-name.ts";
import type { ContextModel } from "./value/context/context-model.ts";
import { modelObject } from "./value/context/property-members.ts";
import { JToken } from "./value/json/j-token.ts";
import { JsonTextWriter } from "./value/json/json-text-writer.ts";
import { library } from "./value/library.ts";
import { textOf } from "./value/object-text.ts";
import { Run, type TypeServices, type World } from "./value/run.ts";

export { BudgetExceeded } from "./value/budget-exceeded.ts";
export { ClrException } from "./value/clr-exception.ts";
export type { World } from "./value/run.ts";

export type PolicyExpression = {
  /**
   * Evaluates it once. The result is in static representation of the type that the expression was compiled
   * for: in object representation where that is `object`.
   * @throws ClrException what the expression threw and did not catch
   * @throws BudgetExceeded when it used up its fuel, memory or depth
   */
  readonly evaluate: (world: World, context: ContextModel) => unknown;
};

export type CompiledExpression = {
  /** Undefined exactly when a diagnostic is an error. */
  readonly expression: PolicyExpression | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

/** `text` is `@(…)` or `@{…}` as it stands in a file, its first character at `origin`. */
export function compileExpression(
  text: string,
  origin: Place,
  returns: ClrType = objectType,
): CompiledExpression {
  return compileExpressionAt(text, placesInText(text, origin), returns);
}

/** The same of a text in pieces: `placeAt` says where each of its characters stands. */
export function compileExpressionAt(text: string, placeAt: PlaceAt, returns: ClrType): CompiledExpression {
  const { bound, diagnostics } = bindText(text, placeAt, [returns]);
  if (bound === undefined) return { expression: undefined, diagnostics };
  const catalogue = library();
  const run = compileFunction(catalogue, bound);
  const types = typeServices(catalogue);
  const { maxFuelSteps, memoryBytes } = defaultLimits.policy.expression;
  return {
    expression: {
      evaluate: (world, context) =>
        run(new Run(world, types, maxFuelSteps, memoryBytes), modelObject("IProxyRequestContext", context)),
    },
    diagnostics,
  };
}

/**
 * Everything that compiling would complain about; nothing is compiled.
 * @param placeAt where the characters of `text` stand, which may be in several pieces
 * @param returns what the place of the expression takes, one type or more; the first that fits is chosen
 */
export function checkExpression(
  text: string,
  placeAt: PlaceAt,
  returns: readonly ClrType[],
): readonly Diagnostic[] {
  return bindText(text, placeAt, returns).diagnostics;
}

type BoundText = {
  /** Undefined exactly when a diagnostic is an error. */
  readonly bound: BoundFunction | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

function bindText(text: string, placeAt: PlaceAt, returns: readonly ClrType[]): BoundText {
  const { source, diagnostics } = parseExpressionSource(text, placeAt);
  if (source === undefined) return { bound: undefined, diagnostics };
  const bound = bindToOneOf(library(), source, returns);
  const found = bound.complaints.map(
    ({ at, ...complaint }): Diagnostic => ({ ...placeAt(at), ...complaint }),
  );
  return { bound: canRun(bound) ? bound.function : undefined, diagnostics: [...diagnostics, ...found] };
}

const canRun = ({ complaints }: BoundSource): boolean => !complaints.some(isError);

/** Where no type fits, the complaints are those about the first. */
function bindToOneOf(catalogue: Catalogue, source: ExpressionSource, types: readonly ClrType[]): BoundSource {
  const first = bindSource(catalogue, source, types[0]);
  if (canRun(first)) return first;
  for (const type of types.slice(1)) {
    const bound = bindSource(catalogue, source, type);
    if (canRun(bound)) return bound;
  }
  return first;
}

/** Generated code where the process allows it (see the flag below), closures over the same tree otherwise. */
function compileFunction(catalogue: Catalogue, bound: BoundFunction): Generated {
  try {
    return generateFunction(catalogue, bound);
  } catch (error) {
    // node --disallow-code-generation-from-strings
    if (error instanceof EvalError) return compileClosures(catalogue, bound);
    throw error;
  }
}

/** A value in object representation as its CLR type and its text by the invariant culture. */
export function describeValue(value: unknown): { readonly type: string; readonly value: string | null } {
  if (value === null || value === undefined) return { type: "null", value: null };
  const text = value instanceof JToken ? compactText(value) : textOf(value);
  return { type: clrTypeNameOf(value), value: text };
}

function compactText(token: JToken): string {
  const writer = new JsonTextWriter(false);
  token.writeTo(writer);
  return writer.text;
}

/** A run of one evaluation's budget, for what policies compute without an expression. */
export function runOf(world: World): Run {
  const { maxFuelSteps, memoryBytes } = defaultLimits.policy.expression;
  servicesForPolicies ??= typeServices(library());
  return new Run(world, servicesForPolicies, maxFuelSteps, memoryBytes);
}

let servicesForPolicies: TypeServices | undefined;

/** Tests of types are made once. */
function typeServices(catalogue: Catalogue): TypeServices {
  const tests = new Map<string, TypeTest>();
  return {
    zeroOf: (type) => zeroOf(catalogue, type),
    isInstance: (type, value) => {
      const name = typeName(type);
      const test = tests.get(name) ?? typeTest(catalogue, type);
      tests.set(name, test);
      return test(value);
    },
  };
}
