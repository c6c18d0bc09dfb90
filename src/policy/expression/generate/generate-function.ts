// Bound functions → JavaScript text → functions: the fast tier. Where a deployment forbids code generation
// (--disallow-code-generation-from-strings), closures run the same bound tree.

import type { Catalogue } from "../../type/catalogue.ts";
import type { Run } from "../../value/run.ts";
import type { BoundBody, BoundFunction } from "../bound.ts";
import { withinStack } from "../closure/within-stack.ts";
import { emitExpression } from "./emit-expression.ts";
import { emitStatement } from "./emit-statement.ts";
import { declareLocalText, Emitter, type FunctionText } from "./emitter.ts";

export type Generated = (run: Run, context: unknown) => unknown;

/** The result is in static representation of what the function returns. */
export function generateFunction(catalogue: Catalogue, bound: BoundFunction): Generated {
  const emitter = new Emitter(catalogue);
  const text = functionText(emitter, bound.id);
  const body = emitBody(text, bound.body);
  const names = emitter.slots.map((_, index) => `s${index}`).join(",");
  const source = `"use strict";return (run,context)=>{${declarations(text)}${body}return null;};`;
  // The one place where text becomes code; the text is made of what this folder writes and nothing else.
  // oxlint-disable-next-line typescript/no-implied-eval
  const make = new Function(names, source) as (...slots: readonly unknown[]) => Generated;
  return withinStack(make(...emitter.slots));
}

/** The text alone, for tests that look for what must not be in it. */
export function generatedText(catalogue: Catalogue, bound: BoundFunction): string {
  const emitter = new Emitter(catalogue);
  const text = functionText(emitter, bound.id);
  const body = emitBody(text, bound.body);
  return `${declarations(text)}${body}`;
}

function functionText(emitter: Emitter, id: number): FunctionText {
  return { emitter, id, declared: new Set(), free: new Map(), jumps: [], caught: undefined };
}

function emitBody(text: FunctionText, body: BoundBody): string {
  if (body.kind === "value") return `return ${emitExpression(text, body.value)};`;
  return emitStatement(text, body.statement);
}

function declarations(text: FunctionText): string {
  return text.declared.size === 0 ? "" : `let ${[...text.declared].map((name) => `${name}=null`).join(",")};`;
}

/** Lambdas keep the cells of the turn of a loop that made them. */
export function emitLambda(outer: FunctionText, bound: BoundFunction): string {
  const { code, free } = emitDelegate(outer, bound);
  const names = [...free].join(",");
  return free.size === 0 ? `(${code})` : `((${names})=>${code})(${names})`;
}

/** Local functions share the variables around them as they are when they run. */
export function emitLocalFunction(outer: FunctionText, bound: BoundFunction): string {
  const { local } = bound;
  if (local === undefined) return "";
  return `${declareLocalText(outer, local, `(${emitDelegate(outer, bound).code})`)};`;
}

function emitDelegate(
  outer: FunctionText,
  bound: BoundFunction,
): { readonly code: string; readonly free: ReadonlySet<string> } {
  const text = functionText(outer.emitter, bound.id);
  const operands = bound.parameters.map((_, index) => `a${bound.id}_${index}`);
  const declare = bound.parameters
    .map((parameter, index) => `${declareLocalText(text, parameter, operands[index] ?? "null")};`)
    .join("");
  const body = emitBody(text, bound.body);
  const code = `(${operands.join(",")})=>{run.enter();try{${declarations(text)}${declare}${body}return null;}finally{run.leave();}}`;
  for (const [name, local] of text.free) {
    if (local.owner === outer.id) outer.declared.add(name);
    else outer.free.set(name, local);
  }
  return { code, free: new Set(text.free.keys()) };
}
