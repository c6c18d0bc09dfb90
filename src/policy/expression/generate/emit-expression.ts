// Bound expressions → JavaScript expressions: one line for each kind of the bound tree. Operands are
// evaluated left to right, which is JavaScript's own order.

import { AnonymousObject } from "../../value/anonymous-object.ts";
import { Ref, unboxed } from "../../value/boxed.ts";
import { equalObjects } from "../../value/equality.ts";
import { zeroOf } from "../bind/default-value.ts";
import type { BoundExpression, BoundInterpolationPart, BoundTarget } from "../bound.ts";
import { arrayItems, checkIndex, makeArray, makeEmptyArray, readItem } from "../closure/array-access.ts";
import { charged } from "../closure/callable.ts";
import { compileConversion } from "../closure/compile-conversion.ts";
import { isObjectLike } from "../closure/compile-test.ts";
import { typeTest } from "../closure/type-test.ts";
import { anonymousField, holeText, present, thrown } from "../runtime.ts";
import { emitBinary, emitUnary } from "./emit-operator.ts";
import {
  constantText,
  declareLocalText,
  type FunctionText,
  readLocalText,
  writeLocalText,
} from "./emitter.ts";
import { emitLambda } from "./generate-function.ts";

type Kinds = BoundExpression["kind"];
type Node<K extends Kinds> = BoundExpression & { readonly kind: K };
type Emit<K extends Kinds> = (text: FunctionText, node: Node<K>) => string;

const emitters: { readonly [K in Kinds]: Emit<K> } = {
  constant: (text, node) => constantText(text.emitter, node.value),
  local: (text, node) => readLocalText(text, node.local),
  context: () => "context",
  call: emitCall,
  invoke: emitInvoke,
  "call-local": emitCallLocal,
  "by-ref": (text, node) => readTargetText(text, node.target),
  "array-item": (text, node) =>
    `${text.emitter.slot(readItem)}(${emitExpression(text, node.array)},${emitExpression(text, node.index)})`,
  "array-length": (text, node) =>
    `${text.emitter.slot(arrayItems)}(${emitExpression(text, node.array)}).length`,
  "new-array": (text, node) =>
    `${text.emitter.slot(makeArray)}(run,${text.emitter.slot(node.element)},[${emitAll(text, node.items)}])`,
  "new-array-of": (text, node) => {
    const zero = constantText(text.emitter, zeroOf(text.emitter.catalogue, node.element));
    const length = emitExpression(text, node.length);
    return `${text.emitter.slot(makeEmptyArray)}(run,${text.emitter.slot(node.element)},Number(${length}),${zero})`;
  },
  "new-anonymous": (text, node) =>
    `new ${text.emitter.slot(AnonymousObject)}(${text.emitter.slot(node.type)},[${emitAll(text, node.values)}])`,
  "anonymous-field": (text, node) =>
    `${text.emitter.slot(anonymousField)}(${emitExpression(text, node.value)},${node.index})`,
  initialized: emitInitialized,
  convert: emitConvert,
  binary: emitBinary,
  unary: emitUnary,
  and: (text, node) => emitLogical(text, node, "&&"),
  or: (text, node) => emitLogical(text, node, "||"),
  coalesce: emitCoalesce,
  conditional: (text, node) => {
    const condition = emitExpression(text, node.condition);
    return `(${condition}===true?${emitExpression(text, node.whenTrue)}:${emitExpression(text, node.whenFalse)})`;
  },
  "conditional-access": emitConditionalAccess,
  is: emitIs,
  as: emitAs,
  assign: emitAssign,
  "post-step": emitPostStep,
  sequence: emitSequence,
  lambda: (text, node) =>
    node.function.local === undefined
      ? emitLambda(text, node.function)
      : readLocalText(text, node.function.local),
  interpolation: emitInterpolation,
  throw: (text, node) =>
    `(()=>{throw ${text.emitter.slot(thrown)}(${emitExpression(text, node.operand)})})()`,
};

/** An expression in parentheses where its operators would need them. */
export function emitExpression(text: FunctionText, node: BoundExpression): string {
  // Each emitter takes the kind that it is listed under.
  const emit = emitters[node.kind] as Emit<Kinds>;
  return emit(text, node);
}

function emitAll(text: FunctionText, nodes: readonly BoundExpression[]): string {
  return nodes.map((node) => emitExpression(text, node)).join(",");
}

function emitLogical(text: FunctionText, node: Node<"and" | "or">, operator: string): string {
  return `(${emitExpression(text, node.left)}===true${operator}${emitExpression(text, node.right)}===true)`;
}

/** Every call takes a step of fuel, after its operands: `charged` does it. */
function emitCall(text: FunctionText, node: Node<"call">): string {
  const { emitter } = text;
  const run = emitter.slot(charged(node.member));
  if (node.operands.some((operand) => operand.kind === "by-ref")) return emitCallWithRefs(text, node, run);
  const operands = node.operands.map((operand) => emitExpression(text, operand));
  const receiver = node.operands[0];
  const needsReceiver = node.member.isInstance && receiver?.type.kind !== "nullable";
  if (!needsReceiver) return `${run}(${["run", ...operands].join(",")})`;
  const [first = "null", ...rest] = operands;
  if (rest.length === 0) return `${run}(run,${emitter.slot(present)}(${first}))`;
  return emitInstanceCall(text, run, first, rest);
}

/** The receiver is looked at after the arguments were evaluated, as in C#. */
function emitInstanceCall(
  text: FunctionText,
  run: string,
  receiver: string,
  rest: readonly string[],
): string {
  const names = [receiver, ...rest].map(() => text.emitter.fresh("t"));
  for (const name of names) text.declared.add(name);
  const kept = [receiver, ...rest].map((value, index) => `${names[index]}=${value}`);
  const [self = "null", ...others] = names;
  return `(${kept.join(",")},${run}(${["run", `${text.emitter.slot(present)}(${self})`, ...others].join(",")}))`;
}

function emitCallWithRefs(text: FunctionText, node: Node<"call">, run: string): string {
  const { emitter } = text;
  const steps: string[] = [];
  const after: string[] = [];
  const names = node.operands.map((operand) => {
    const name = emitter.fresh("t");
    text.declared.add(name);
    if (operand.kind === "by-ref") {
      const before = operand.isOut ? "null" : readTargetText(text, operand.target);
      steps.push(`${name}=new ${emitter.slot(Ref)}(${before})`);
      after.push(writeTargetText(text, operand.target, `${name}.value`));
    } else {
      steps.push(`${name}=${emitExpression(text, operand)}`);
    }
    return name;
  });
  const result = emitter.fresh("t");
  text.declared.add(result);
  const [self, ...others] = names;
  const first = node.member.isInstance ? `${emitter.slot(present)}(${self})` : self;
  const call = `${result}=${run}(${["run", ...(first === undefined ? [] : [first]), ...others].join(",")})`;
  return `(${[...steps, call, ...after, result].join(",")})`;
}

function emitInvoke(text: FunctionText, node: Node<"invoke">): string {
  const target = text.emitter.fresh("t");
  text.declared.add(target);
  const operands = node.operands.map((operand) => {
    const name = text.emitter.fresh("t");
    text.declared.add(name);
    return { name, value: `${name}=${emitExpression(text, operand)}` };
  });
  const kept = [`${target}=${emitExpression(text, node.target)}`, ...operands.map(({ value }) => value)];
  const names = operands.map(({ name }) => name).join(",");
  return `(${kept.join(",")},run.spend(1),${text.emitter.slot(present)}(${target})(${names}))`;
}

function emitCallLocal(text: FunctionText, node: Node<"call-local">): string {
  const { local } = node.function;
  if (local === undefined) return "null";
  return `${readLocalText(text, local)}(${emitAll(text, node.operands)})`;
}

function readTargetText(text: FunctionText, target: BoundTarget): string {
  return target.kind === "local" ? readLocalText(text, target.local) : "null";
}

/** An expression that writes; its value is of no use. */
function writeTargetText(text: FunctionText, target: BoundTarget, value: string): string {
  switch (target.kind) {
    case "discard":
      return `(${value})`;
    case "local":
      return `(${writeLocalText(text, target.local, value)})`;
    case "array-item":
      return emitItemWrite(text, target, value);
    case "setter":
      return emitSetterWrite(text, target, value);
  }
}

function emitItemWrite(
  text: FunctionText,
  target: BoundTarget & { readonly kind: "array-item" },
  value: string,
): string {
  const { emitter } = text;
  const [array, index, result] = ["t", "t", "t"].map(() => emitter.fresh("t"));
  for (const name of [array, index, result]) if (name !== undefined) text.declared.add(name);
  const items = `${emitter.slot(arrayItems)}(${array})`;
  return (
    `(${array}=${emitExpression(text, target.array)},${index}=${emitExpression(text, target.index)},` +
    `${result}=${value},${array}=${items},${array}[${emitter.slot(checkIndex)}(${array},${index})]=${result},${result})`
  );
}

function emitSetterWrite(
  text: FunctionText,
  target: BoundTarget & { readonly kind: "setter" },
  value: string,
): string {
  const { emitter } = text;
  const run = emitter.slot(charged(target.member));
  const names = [...target.operands, undefined].map(() => emitter.fresh("t"));
  for (const name of names) text.declared.add(name);
  const kept = target.operands.map((operand, index) => `${names[index]}=${emitExpression(text, operand)}`);
  const result = names.at(-1) ?? "null";
  const [self, ...others] = names.slice(0, -1);
  const call = `${run}(${["run", `${emitter.slot(present)}(${self})`, ...others, result].join(",")})`;
  return `(${[...kept, `${result}=${value}`, call, result].join(",")})`;
}

function emitAssign(text: FunctionText, node: Node<"assign">): string {
  return writeTargetText(text, node.target, emitExpression(text, node.value));
}

function emitPostStep(text: FunctionText, node: Node<"post-step">): string {
  const keep = declareLocalText(text, node.before, emitExpression(text, node.read));
  const write = writeTargetText(text, node.target, emitExpression(text, node.after));
  return `(${keep},${write},${readLocalText(text, node.before)})`;
}

function emitSequence(text: FunctionText, node: Node<"sequence">): string {
  const first = node.first.map(({ local, value }) =>
    declareLocalText(text, local, emitExpression(text, value)),
  );
  return `(${[...first, emitExpression(text, node.value)].join(",")})`;
}

function emitInitialized(text: FunctionText, node: Node<"initialized">): string {
  const keep = declareLocalText(text, node.local, emitExpression(text, node.made));
  const steps = node.steps.map((step) => emitExpression(text, step));
  return `(${[keep, ...steps, readLocalText(text, node.local)].join(",")})`;
}

function emitConvert(text: FunctionText, node: Node<"convert">): string {
  const operand = emitExpression(text, node.operand);
  const convert = compileConversion(text.emitter.catalogue, node.conversion);
  return `${text.emitter.slot(convert)}(${operand},run)`;
}

function emitCoalesce(text: FunctionText, node: Node<"coalesce">): string {
  const name = text.emitter.fresh("t");
  text.declared.add(name);
  const isPlain = node.whenPresent.kind === "identity";
  const convert = compileConversion(text.emitter.catalogue, node.whenPresent);
  const present = isPlain ? name : `${text.emitter.slot(convert)}(${name},run)`;
  return `((${name}=${emitExpression(text, node.left)})===null?${emitExpression(text, node.right)}:${present})`;
}

function emitConditionalAccess(text: FunctionText, node: Node<"conditional-access">): string {
  const name = text.emitter.fresh("t");
  text.declared.add(name);
  const keep = declareLocalText(text, node.local, name);
  const access = emitExpression(text, node.access);
  return `((${name}=${emitExpression(text, node.receiver)})===null?null:(${keep},${access}))`;
}

function emitIs(text: FunctionText, node: Node<"is">): string {
  const name = text.emitter.fresh("t");
  text.declared.add(name);
  return `(${name}=${emitExpression(text, node.operand)},${emitTest(text, node.test, name)})`;
}

/** A boolean expression over the value that `name` holds. */
export function emitTest(text: FunctionText, test: Node<"is">["test"], name: string): string {
  const { emitter } = text;
  switch (test.kind) {
    case "constant":
      return `${emitter.slot(equalObjects)}(${name},${constantText(emitter, test.value)})`;
    case "var": {
      const keeps = isObjectLike(emitter.catalogue, test.local.type);
      const value = keeps ? name : `${emitter.slot(unboxed)}(${name})`;
      return `(${declareLocalText(text, test.local, value)},true)`;
    }
    case "type": {
      const matches = `(${name}!==null&&${emitter.slot(typeTest(emitter.catalogue, test.type))}(${name}))`;
      if (test.local === undefined) return matches;
      const value = isObjectLike(emitter.catalogue, test.type) ? name : `${emitter.slot(unboxed)}(${name})`;
      return `(${matches}&&(${declareLocalText(text, test.local, value)},true))`;
    }
  }
}

function emitAs(text: FunctionText, node: Node<"as">): string {
  const name = text.emitter.fresh("t");
  text.declared.add(name);
  const { emitter } = text;
  const test = emitter.slot(typeTest(emitter.catalogue, node.to));
  const value = node.to.kind === "nullable" ? `${emitter.slot(unboxed)}(${name})` : name;
  return `((${name}=${emitExpression(text, node.operand)})!==null&&${test}(${name})?${value}:null)`;
}

function emitInterpolation(text: FunctionText, node: Node<"interpolation">): string {
  return `(${["''", ...node.parts.map((part) => emitPart(text, part))].join("+")})`;
}

function emitPart(text: FunctionText, part: BoundInterpolationPart): string {
  if (part.kind === "text") return text.emitter.slot(part.text);
  const value = emitExpression(text, part.value);
  const format = constantText(text.emitter, part.format ?? null);
  return `${text.emitter.slot(holeText)}(run,${value},${part.alignment},${format})`;
}
