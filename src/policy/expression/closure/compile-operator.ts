// Operators, string building and the conditional forms.

import { strict as assert } from "node:assert";
import { unaryArithmetic } from "../../value/number/arithmetic.ts";
import { formatText } from "../../value/object-text.ts";
import type { BoundExpression, BoundInterpolationPart } from "../bound.ts";
import { joinTexts } from "../runtime.ts";
import { compileConversion } from "./compile-conversion.ts";
import { compileExpression } from "./compile-expression.ts";
import { type CompileScope, declareLocal } from "./compile-scope.ts";
import type { Evaluate, Frame } from "./frame.ts";
import { operatorFunction } from "./lift-operator.ts";

export function compileBinary(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "binary" },
): Evaluate {
  const left = compileExpression(scope, node.left);
  const right = compileExpression(scope, node.right);
  if (node.operands === "string" && node.operator === "+") {
    return (frame) => joinTexts(frame.run, left(frame), right(frame));
  }
  const apply = operatorFunction(node);
  return (frame) => apply(left(frame), right(frame));
}

export function compileUnary(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "unary" },
): Evaluate {
  const operand = compileExpression(scope, node.operand);
  const found = unaryArithmetic(node.operands, node.operator, node.isChecked);
  assert(found !== undefined, `no ${node.operator} for ${node.operands}`);
  // The binder brought the operands to this kind.
  const apply = found as (value: unknown) => unknown;
  if (!node.isLifted) return (frame) => apply(operand(frame));
  return (frame) => {
    const value = operand(frame);
    return value === null ? null : apply(value);
  };
}

export function compileInterpolation(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "interpolation" },
): Evaluate {
  const parts = node.parts.map((part) => compilePart(scope, part));
  return (frame) => {
    let text = "";
    for (const part of parts) text += part(frame);
    frame.run.allocate(2 * text.length);
    return text;
  };
}

function compilePart(scope: CompileScope, part: BoundInterpolationPart): (frame: Frame) => string {
  if (part.kind === "text") {
    const { text } = part;
    return () => text;
  }
  const value = compileExpression(scope, part.value);
  const { alignment } = part;
  const format = part.format ?? null;
  return (frame) => {
    const text = formatText(value(frame), format);
    if (alignment === 0) return text;
    frame.run.allocate(2 * Math.abs(alignment));
    return alignment > 0 ? text.padStart(alignment) : text.padEnd(-alignment);
  };
}

export function compileConditional(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "conditional" },
): Evaluate {
  const condition = compileExpression(scope, node.condition);
  const whenTrue = compileExpression(scope, node.whenTrue);
  const whenFalse = compileExpression(scope, node.whenFalse);
  return (frame) => (condition(frame) === true ? whenTrue(frame) : whenFalse(frame));
}

export function compileCoalesce(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "coalesce" },
): Evaluate {
  const left = compileExpression(scope, node.left);
  const right = compileExpression(scope, node.right);
  const convert = compileConversion(scope.catalogue, node.whenPresent);
  return (frame) => {
    const value = left(frame);
    return value === null ? right(frame) : convert(value, frame.run);
  };
}

export function compileConditionalAccess(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "conditional-access" },
): Evaluate {
  const receiver = compileExpression(scope, node.receiver);
  const keep = declareLocal(node.local);
  const access = compileExpression(scope, node.access);
  return (frame) => {
    const value = receiver(frame);
    if (value === null) return null;
    keep(frame, value);
    return access(frame);
  };
}
