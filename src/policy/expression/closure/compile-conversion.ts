// Conversions at run time.

import { type Catalogue, kindOf } from "../../type/catalogue.ts";
import { type ClrType, isSameType, typeName } from "../../type/clr-type.ts";
import { numericName } from "../../type/numeric-types.ts";
import { intType } from "../../type/well-known.ts";
import { Boxed, box } from "../../value/boxed.ts";
import { ClrException, nullReference } from "../../value/clr-exception.ts";
import { clrTypeNameOf } from "../../value/clr-type-name.ts";
import { numericConversion } from "../../value/number/numeric-conversion.ts";
import type { Run } from "../../value/run.ts";
import type { Conversion } from "../bound.ts";
import { callable } from "./callable.ts";
import { typeTest } from "./type-test.ts";

export type Convert = (value: unknown, run: Run) => unknown;

export function compileConversion(catalogue: Catalogue, conversion: Conversion): Convert {
  switch (conversion.kind) {
    case "identity":
      return (value) => value;
    case "numeric": {
      const { from, to, isChecked } = conversion;
      const convert: (...values: never[]) => unknown = numericConversion(from, to, isChecked);
      // The binder chose the conversion by the type of the value.
      return convert as Convert;
    }
    case "box": {
      const { from } = conversion;
      return (value) => box(from, value);
    }
    case "unbox":
      return compileUnbox(catalogue, conversion.to);
    case "reference":
      return compileReferenceCast(catalogue, conversion.to);
    case "user":
      return compileUser(conversion);
    case "chain":
      return compileChain(catalogue, conversion.steps);
    case "unwrap-nullable":
      return (value) => {
        if (value === null) throw noValue();
        return value;
      };
    case "lifted": {
      const inner = compileConversion(catalogue, conversion.inner);
      return (value, run) => (value === null ? null : inner(value, run));
    }
  }
}

function compileUser(conversion: Conversion & { readonly kind: "user" }): Convert {
  const run = callable(conversion.member);
  return (value, evaluation) => run(evaluation, value);
}

function compileChain(catalogue: Catalogue, steps: readonly Conversion[]): Convert {
  const compiled = steps.map((step) => compileConversion(catalogue, step));
  return (value, run) => compiled.reduce((result, step) => step(result, run), value);
}

/** Exactly that type: (int) of a boxed long throws, as in C#. */
function compileUnbox(catalogue: Catalogue, to: ClrType): Convert {
  const isNullable = to.kind === "nullable";
  const type = isNullable ? to.underlying : to;
  const test = typeTest(catalogue, type);
  const isBoxed = numericName(type) !== undefined || kindOf(catalogue, type) === "enum";
  // The CLR unboxes an enum as its number, and its number as the enum.
  const isInt = (one: ClrType): boolean => isSameType(one, intType) || kindOf(catalogue, one) === "enum";
  const isNumberOfEnum = (value: unknown): boolean =>
    value instanceof Boxed && isInt(type) && isInt(value.type);
  return (value) => {
    if (value === null) {
      if (isNullable) return null;
      throw nullReference();
    }
    if (!test(value) && !isNumberOfEnum(value)) {
      throw new ClrException("System.InvalidCastException", "Specified cast is not valid.");
    }
    return isBoxed && value instanceof Boxed ? value.value : value;
  };
}

function compileReferenceCast(catalogue: Catalogue, to: ClrType): Convert {
  const test = typeTest(catalogue, to);
  return (value) => {
    if (value !== null && !test(value)) throw invalidCast(value, to);
    return value;
  };
}

function invalidCast(value: unknown, to: ClrType): ClrException {
  return new ClrException(
    "System.InvalidCastException",
    `Unable to cast object of type '${clrTypeNameOf(value)}' to type '${typeName(to)}'.`,
  );
}

function noValue(): ClrException {
  return new ClrException("System.InvalidOperationException", "Nullable object must have a value.");
}
