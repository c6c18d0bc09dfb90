// Calls of members, delegates and local functions. Operands are evaluated left to right; each call takes a
// step of fuel.

import { Ref } from "../../value/boxed.ts";
import { nullReference } from "../../value/clr-exception.ts";
import type { BoundExpression, BoundTarget } from "../bound.ts";
import { type Callable, callable } from "./callable.ts";
import { compileAssign } from "./compile-assign.ts";
import { compileExpression } from "./compile-expression.ts";
import { type CompileScope, readLocal } from "./compile-scope.ts";
import type { Evaluate, Frame } from "./frame.ts";

type Call = BoundExpression & { readonly kind: "call" };

export function compileCall(scope: CompileScope, node: Call): Evaluate {
  const run = callable(node.member);
  const hasRefs = node.operands.some((operand) => operand.kind === "by-ref");
  if (hasRefs) return compileCallWithRefs(scope, node, run);
  const operands = node.operands.map((operand) => compileExpression(scope, operand));
  const receiver = node.operands[0];
  // A T? that is null still answers HasValue.
  const needsReceiver = node.member.isInstance && receiver?.type.kind !== "nullable";
  return needsReceiver ? instanceCall(run, operands) : staticCall(run, operands);
}

function instanceCall(run: Callable, operands: readonly Evaluate[]): Evaluate {
  const [receiver, first, second] = operands;
  if (receiver === undefined) return () => null;
  if (first === undefined) {
    return (frame) => {
      const self = present(receiver(frame));
      frame.run.spend(1);
      return run(frame.run, self);
    };
  }
  if (operands.length === 2) {
    return (frame) => {
      const self = receiver(frame);
      const a = first(frame);
      frame.run.spend(1);
      return run(frame.run, present(self), a);
    };
  }
  if (second !== undefined && operands.length === 3) {
    return (frame) => {
      const self = receiver(frame);
      const a = first(frame);
      const b = second(frame);
      frame.run.spend(1);
      return run(frame.run, present(self), a, b);
    };
  }
  return (frame) => {
    const values = operands.map((operand) => operand(frame));
    present(values[0]);
    frame.run.spend(1);
    return run(frame.run, ...values);
  };
}

function staticCall(run: Callable, operands: readonly Evaluate[]): Evaluate {
  const [first, second] = operands;
  if (first !== undefined && operands.length === 1) {
    return (frame) => {
      const a = first(frame);
      frame.run.spend(1);
      return run(frame.run, a);
    };
  }
  if (first !== undefined && second !== undefined && operands.length === 2) {
    return (frame) => {
      const a = first(frame);
      const b = second(frame);
      frame.run.spend(1);
      return run(frame.run, a, b);
    };
  }
  return (frame) => {
    const values = operands.map((operand) => operand(frame));
    frame.run.spend(1);
    return run(frame.run, ...values);
  };
}

function present(value: unknown): unknown {
  if (value === null || value === undefined) throw nullReference();
  return value;
}

type ByRef = { readonly ref: Ref; readonly write: (frame: Frame, value: unknown) => void };

function compileCallWithRefs(scope: CompileScope, node: Call, run: Callable): Evaluate {
  const makers = node.operands.map((operand) => compileOperand(scope, operand));
  const { isInstance } = node.member;
  return (frame) => {
    const refs: ByRef[] = [];
    const values = makers.map((make) => make(frame, refs));
    if (isInstance) present(values[0]);
    frame.run.spend(1);
    const result = run(frame.run, ...values);
    for (const { ref, write } of refs) write(frame, ref.value);
    return result;
  };
}

function compileOperand(
  scope: CompileScope,
  operand: BoundExpression,
): (frame: Frame, refs: ByRef[]) => unknown {
  if (operand.kind !== "by-ref") {
    const value = compileExpression(scope, operand);
    return (frame) => value(frame);
  }
  const write = compileAssign(scope, operand.target);
  const read = operand.isOut ? undefined : readTarget(scope, operand.target);
  return (frame, refs) => {
    const ref = new Ref(read === undefined ? null : read(frame));
    refs.push({ ref, write });
    return ref;
  };
}

function readTarget(scope: CompileScope, target: BoundTarget): Evaluate {
  return target.kind === "local" ? readLocal(scope, target.local) : () => null;
}

type Delegate = (...operands: readonly unknown[]) => unknown;

export function compileInvoke(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "invoke" },
): Evaluate {
  const target = compileExpression(scope, node.target);
  const operands = node.operands.map((operand) => compileExpression(scope, operand));
  return (frame) => {
    const delegate = target(frame);
    const values = operands.map((operand) => operand(frame));
    frame.run.spend(1);
    // The binder calls nothing but delegates.
    return (present(delegate) as Delegate)(...values);
  };
}

export function compileCallLocal(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "call-local" },
): Evaluate {
  const { local } = node.function;
  const read = local === undefined ? () => null : readLocal(scope, local);
  const operands = node.operands.map((operand) => compileExpression(scope, operand));
  return (frame) => {
    const values = operands.map((operand) => operand(frame));
    frame.run.spend(1);
    // The binder calls nothing but delegates.
    return (read(frame) as Delegate)(...values);
  };
}
