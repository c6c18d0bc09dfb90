// `is`, `as` and the patterns of switch: tests of a value in object representation.

import { type Catalogue, isValueType } from "../../type/catalogue.ts";
import type { ClrType } from "../../type/clr-type.ts";
import { unboxed } from "../../value/boxed.ts";
import { equalObjects } from "../../value/equality.ts";
import type { BoundExpression, BoundTest } from "../bound.ts";
import { compileExpression } from "./compile-expression.ts";
import { type CompileScope, declareLocal } from "./compile-scope.ts";
import type { Evaluate, Frame } from "./frame.ts";
import { typeTest } from "./type-test.ts";

export type Test = (frame: Frame, value: unknown) => boolean;

export function compileTest(scope: CompileScope, test: BoundTest): Test {
  switch (test.kind) {
    case "constant": {
      const { value: expected } = test;
      return (_frame, value) => equalObjects(value, expected);
    }
    case "var": {
      const declare = declareLocal(test.local);
      const keeps = isObjectLike(scope.catalogue, test.local.type);
      return (frame, value) => {
        declare(frame, keeps ? value : unboxed(value));
        return true;
      };
    }
    case "type":
      return compileTypeTest(scope, test);
  }
}

function compileTypeTest(scope: CompileScope, test: BoundTest & { readonly kind: "type" }): Test {
  const matches = typeTest(scope.catalogue, test.type);
  if (test.local === undefined) return (_frame, value) => value !== null && matches(value);
  const declare = declareLocal(test.local);
  const keeps = isObjectLike(scope.catalogue, test.type);
  return (frame, value) => {
    if (value === null || !matches(value)) return false;
    declare(frame, keeps ? value : unboxed(value));
    return true;
  };
}

/** Variables of object and of interfaces hold numbers as they are in objects. */
export function isObjectLike(catalogue: Catalogue, type: ClrType): boolean {
  return !isValueType(catalogue, type);
}

export function compileIs(scope: CompileScope, node: BoundExpression & { readonly kind: "is" }): Evaluate {
  const operand = compileExpression(scope, node.operand);
  const test = compileTest(scope, node.test);
  return (frame) => test(frame, operand(frame));
}

export function compileAs(scope: CompileScope, node: BoundExpression & { readonly kind: "as" }): Evaluate {
  const operand = compileExpression(scope, node.operand);
  const matches = typeTest(scope.catalogue, node.to);
  const isNullable = node.to.kind === "nullable";
  return (frame) => {
    const value = operand(frame);
    if (value === null || !matches(value)) return null;
    return isNullable ? unboxed(value) : value;
  };
}
