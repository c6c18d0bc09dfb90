// Bound expressions → closures: one line for each kind of the bound tree.

import { AnonymousObject } from "../../value/anonymous-object.ts";
import { nullReference } from "../../value/clr-exception.ts";
import { zeroOf } from "../bind/default-value.ts";
import type { BoundExpression } from "../bound.ts";
import { thrown } from "../runtime.ts";
import { arrayItems, makeArray, makeEmptyArray, readItem } from "./array-access.ts";
import { compileAssignment, compilePostStep } from "./compile-assign.ts";
import { compileCall, compileCallLocal, compileInvoke } from "./compile-call.ts";
import { compileConversion } from "./compile-conversion.ts";
import { compileDelegate } from "./compile-function.ts";
import {
  compileBinary,
  compileCoalesce,
  compileConditional,
  compileConditionalAccess,
  compileInterpolation,
  compileUnary,
} from "./compile-operator.ts";
import { type CompileScope, declareLocal, readLocal } from "./compile-scope.ts";
import { compileAs, compileIs } from "./compile-test.ts";
import type { Evaluate } from "./frame.ts";

type Kinds = BoundExpression["kind"];
type Compiler<K extends Kinds> = (
  scope: CompileScope,
  node: Extract<BoundExpression, { readonly kind: K }>,
) => Evaluate;

const compilers: { readonly [K in Kinds]: Compiler<K> } = {
  constant:
    (_scope, { value }) =>
    () =>
      value,
  local: (scope, { local }) => readLocal(scope, local),
  context: () => (frame) => frame.context,
  call: compileCall,
  invoke: compileInvoke,
  "call-local": compileCallLocal,
  "by-ref": (scope, node) =>
    node.target.kind === "local" ? readLocal(scope, node.target.local) : () => null,
  "array-item": compileArrayItem,
  "array-length": (scope, node) => {
    const array = compileExpression(scope, node.array);
    return (frame) => arrayItems(array(frame)).length;
  },
  "new-array": compileNewArray,
  "new-array-of": compileNewArrayOf,
  "new-anonymous": compileNewAnonymous,
  "anonymous-field": compileAnonymousField,
  initialized: compileInitialized,
  convert: compileConvert,
  binary: compileBinary,
  unary: compileUnary,
  and: compileLogical,
  or: compileLogical,
  coalesce: compileCoalesce,
  conditional: compileConditional,
  "conditional-access": compileConditionalAccess,
  is: compileIs,
  as: compileAs,
  assign: compileAssignment,
  "post-step": compilePostStep,
  sequence: compileSequence,
  lambda: (scope, node) =>
    node.function.local === undefined
      ? compileDelegate(scope, node.function, true)
      : readLocal(scope, node.function.local),
  interpolation: compileInterpolation,
  throw: compileThrow,
};

export function compileExpression(scope: CompileScope, node: BoundExpression): Evaluate {
  // Each compiler takes the kind that it is listed under.
  const compile = compilers[node.kind] as Compiler<Kinds>;
  return compile(scope, node);
}

function compileLogical(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "and" | "or" },
): Evaluate {
  const left = compileExpression(scope, node.left);
  const right = compileExpression(scope, node.right);
  return node.kind === "and"
    ? (frame) => left(frame) === true && right(frame) === true
    : (frame) => left(frame) === true || right(frame) === true;
}

function compileArrayItem(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "array-item" },
): Evaluate {
  const array = compileExpression(scope, node.array);
  const index = compileExpression(scope, node.index);
  return (frame) => {
    const items = array(frame);
    return readItem(items, index(frame));
  };
}

function compileNewArray(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "new-array" },
): Evaluate {
  const items = node.items.map((item) => compileExpression(scope, item));
  const { element } = node;
  return (frame) =>
    makeArray(
      frame.run,
      element,
      items.map((item) => item(frame)),
    );
}

function compileNewArrayOf(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "new-array-of" },
): Evaluate {
  const length = compileExpression(scope, node.length);
  const { element } = node;
  const zero = zeroOf(scope.catalogue, element);
  return (frame) => makeEmptyArray(frame.run, element, Number(length(frame)), zero);
}

function compileNewAnonymous(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "new-anonymous" },
): Evaluate {
  const values = node.values.map((value) => compileExpression(scope, value));
  const { type } = node;
  if (type.kind !== "anonymous") return () => null;
  return (frame) =>
    new AnonymousObject(
      type,
      values.map((value) => value(frame)),
    );
}

function compileAnonymousField(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "anonymous-field" },
): Evaluate {
  const value = compileExpression(scope, node.value);
  const { index } = node;
  return (frame) => {
    const object = value(frame);
    if (!(object instanceof AnonymousObject)) throw nullReference();
    return object.values[index];
  };
}

function compileInitialized(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "initialized" },
): Evaluate {
  const made = compileExpression(scope, node.made);
  const keep = declareLocal(node.local);
  const steps = node.steps.map((step) => compileExpression(scope, step));
  return (frame) => {
    const object = made(frame);
    keep(frame, object);
    for (const step of steps) step(frame);
    return object;
  };
}

function compileConvert(scope: CompileScope, node: BoundExpression & { readonly kind: "convert" }): Evaluate {
  const operand = compileExpression(scope, node.operand);
  const convert = compileConversion(scope.catalogue, node.conversion);
  return (frame) => convert(operand(frame), frame.run);
}

function compileSequence(
  scope: CompileScope,
  node: BoundExpression & { readonly kind: "sequence" },
): Evaluate {
  const first = node.first.map(({ local, value }) => ({
    keep: declareLocal(local),
    value: compileExpression(scope, value),
  }));
  const last = compileExpression(scope, node.value);
  return (frame) => {
    for (const { keep, value } of first) keep(frame, value(frame));
    return last(frame);
  };
}

function compileThrow(scope: CompileScope, node: BoundExpression & { readonly kind: "throw" }): Evaluate {
  const operand = compileExpression(scope, node.operand);
  return (frame) => {
    throw thrown(operand(frame));
  };
}
