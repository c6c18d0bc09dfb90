// Policy expressions: from their text to something that can be evaluated, or to all that is wrong with it.

import type { Diagnostic, Place } from "#kernel/diagnostic.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { type BoundSource, bindSource } from "./expression/bind/bind-source.ts";
import { zeroOf } from "./expression/bind/default-value.ts";
import { compileClosures } from "./expression/closure/compile-function.ts";
import { type TypeTest, typeTest } from "./expression/closure/type-test.ts";
import { parseExpressionSource } from "./expression/parse-expression-source.ts";
import { type PlaceAt, placesInText } from "./expression/places-in-text.ts";
import type { ExpressionSource } from "./expression/syntax.ts";
import type { Catalogue } from "./type/catalogue.ts";
import { type ClrType, typeName } from "./type/clr-type.ts";
import { objectType } from "./type/well-known.ts";
import type { ContextModel } from "./value/context/context-model.ts";
import { modelObject } from "./value/context/property-members.ts";
import { library } from "./value/library.ts";
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
  return compileExpressionAt(text, placesInText(text, origin), [returns]);
}

/**
 * As compileExpression, for a text whose pieces stand where `placeAt` says.
 * @param returns what the place of the expression takes, one or more; the first that fits is chosen
 */
export function compileExpressionAt(
  text: string,
  placeAt: PlaceAt,
  returns: readonly ClrType[],
): CompiledExpression {
  const { source, diagnostics } = parseExpressionSource(text, placeAt);
  if (source === undefined) return { expression: undefined, diagnostics };
  const catalogue = library();
  const bound = bindToOneOf(catalogue, source, returns);
  if (bound.complaints.length > 0) {
    const found = bound.complaints.map(
      ({ at, code, message, hint }): Diagnostic => ({
        ...placeAt(at),
        severity: "error",
        code,
        message,
        hint,
      }),
    );
    return { expression: undefined, diagnostics: [...diagnostics, ...found] };
  }
  const run = compileClosures(catalogue, bound.function);
  const types = typeServices(catalogue);
  const { fuelSteps, memoryBytes } = defaultLimits.policy.expression;
  return {
    expression: {
      evaluate: (world, context) =>
        run(new Run(world, types, fuelSteps, memoryBytes), modelObject("IProxyRequestContext", context)),
    },
    diagnostics,
  };
}

/** Where no type fits, the complaints are those about the first. */
function bindToOneOf(catalogue: Catalogue, source: ExpressionSource, types: readonly ClrType[]): BoundSource {
  const first = bindSource(catalogue, source, types[0]);
  if (first.complaints.length === 0) return first;
  for (const type of types.slice(1)) {
    const bound = bindSource(catalogue, source, type);
    if (bound.complaints.length === 0) return bound;
  }
  return first;
}

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
