// Writing: into locals, array items, properties and indexers.

import { ClrArray } from "../../value/boxed.ts";
import { nullReference } from "../../value/clr-exception.ts";
import type { BoundExpression, BoundTarget } from "../bound.ts";
import { arrayItems, checkIndex } from "./array-access.ts";
import { callable } from "./callable.ts";
import { compileExpression } from "./compile-expression.ts";
import { type CompileScope, declareLocal, writeLocal } from "./compile-scope.ts";
import type { Evaluate, Frame } from "./frame.ts";

type Write = (frame: Frame, value: unknown) => void;

/** Evaluates what the target is made of when it writes. */
export function compileAssign(scope: CompileScope, target: BoundTarget): Write {
  switch (target.kind) {
    case "discard":
      return () => undefined;
    case "local":
      return writeLocal(scope, target.local);
    case "array-item":
      return compileItemWrite(scope, target);
    case "setter": {
      const run = callable(target.member);
      const operands = target.operands.map((operand) => compileExpression(scope, operand));
      return (frame, value) => {
        const values = operands.map((operand) => operand(frame));
        if (values[0] === null) throw nullReference();
        frame.run.spend(1);
        run(frame.run, ...values, value);
      };
    }
  }
}

function compileItemWrite(scope: CompileScope, target: BoundTarget & { readonly kind: "array-item" }): Write {
  const array = compileExpression(scope, target.array);
  const index = compileExpression(scope, target.index);
  return (frame, value) => {
    const items = array(frame);
    const at = index(frame);
    const list = items instanceof ClrArray ? items.items : arrayItems(items);
    list[checkIndex(list, at)] = value;
  };
}

/** The value is evaluated after the target's receiver and index, and before it is written. */
export function compileAssignment(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "assign" },
): Evaluate {
  const value = compileExpression(scope, node.value);
  const { target } = node;
  if (target.kind === "local" || target.kind === "discard") {
    const write = compileAssign(scope, target);
    return (frame) => {
      const result = value(frame);
      write(frame, result);
      return result;
    };
  }
  return target.kind === "array-item"
    ? compileItemAssignment(scope, target, value)
    : compileSetterAssignment(scope, target, value);
}

function compileItemAssignment(
  scope: CompileScope,
  target: BoundTarget & { readonly kind: "array-item" },
  value: Evaluate,
): Evaluate {
  const array = compileExpression(scope, target.array);
  const index = compileExpression(scope, target.index);
  return (frame) => {
    const items = array(frame);
    const at = index(frame);
    const result = value(frame);
    const list = arrayItems(items);
    list[checkIndex(list, at)] = result;
    return result;
  };
}

function compileSetterAssignment(
  scope: CompileScope,
  target: BoundTarget & { readonly kind: "setter" },
  value: Evaluate,
): Evaluate {
  const run = callable(target.member);
  const operands = target.operands.map((operand) => compileExpression(scope, operand));
  return (frame) => {
    const values = operands.map((operand) => operand(frame));
    const result = value(frame);
    if (values[0] === null) throw nullReference();
    frame.run.spend(1);
    run(frame.run, ...values, result);
    return result;
  };
}

/** x++: what was read is kept, the next value computed from it. */
export function compilePostStep(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "post-step" },
): Evaluate {
  const read = compileExpression(scope, node.read);
  const keep = declareLocal(node.before);
  const after = compileExpression(scope, node.after);
  const write = compileAssign(scope, node.target);
  return (frame) => {
    const before = read(frame);
    keep(frame, before);
    write(frame, after(frame));
    return before;
  };
}
