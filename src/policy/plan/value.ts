// A value of a document as a function of the call: a literal, or an expression that was compiled once.

import type { SourceText } from "../document/document-tree.ts";
import { isExpressionText } from "../document/document-tree.ts";
import { compileExpressionAt, type PolicyExpression } from "../expressions.ts";
import type { ClrType } from "../type/clr-type.ts";
import { boolType, objectType } from "../type/well-known.ts";
import { ClrException } from "../value/clr-exception.ts";
import { textOf } from "../value/object-text.ts";
import type { PolicyCall } from "./policy-call.ts";

/** @throws ClrException, BudgetExceeded where the expression ends so */
export type Value<T> = (call: PolicyCall) => T;

/**
 * The text of a value, white space around an expression aside.
 * @param name of the attribute or element, for whoever watches the call
 */
export function textValue(source: SourceText, name: string): Value<string> {
  if (!isExpressionText(source.text)) return constant(source.text);
  const read = evaluated(source, name, objectType);
  return (call) => textOf(read(call));
}

/** In object representation; a literal is a string. */
export function objectValue(source: SourceText, name: string): Value<unknown> {
  if (!isExpressionText(source.text)) return constant(source.text);
  return evaluated(source, name, objectType);
}

export function boolValue(source: SourceText, name: string): Value<boolean> {
  if (!isExpressionText(source.text)) return constant(source.text.trim().toLowerCase() === "true");
  const read = evaluated(source, name, boolType);
  return (call) => read(call) === true;
}

/** @throws ClrException FormatException where an expression gives something else than a number */
export function numberValueOf(source: SourceText, name: string): Value<number> {
  if (!isExpressionText(source.text)) return constant(Number(source.text.trim()));
  const read = textValue(source, name);
  return (call) => {
    const text = read(call).trim();
    const number = Number(text);
    if (text !== "" && Number.isFinite(number)) return number;
    throw new ClrException("System.FormatException", "Input string was not in a correct format.");
  };
}

const constants = new WeakSet<Value<unknown>>();

export function constant<T>(value: T): Value<T> {
  const read = (): T => value;
  constants.add(read);
  return read;
}

/** What is made of values: once, by the first call, where none of them depends on the call. */
export function made<T>(of: readonly Value<unknown>[], make: Value<T>): Value<T> {
  if (!of.every((value) => constants.has(value))) return make;
  let known: { readonly value: T } | undefined;
  const read: Value<T> = (call) => {
    known ??= { value: make(call) };
    return known.value;
  };
  constants.add(read);
  return read;
}

/** Tells what an expression gave to whoever watches. */
function evaluated(source: SourceText, name: string, returns: ClrType): Value<unknown> {
  const expression = compiled(source, returns);
  return (call) => {
    const value = expression.evaluate(call.ports.world, call.context) ?? null;
    if (call.tracer !== undefined) call.note(name, textOf(value));
    return value;
  };
}

function compiled({ text, placeAt }: SourceText, returns: ClrType): PolicyExpression {
  const { expression, diagnostics } = compileExpressionAt(text, placeAt, returns);
  if (expression !== undefined) return expression;
  const [first] = diagnostics;
  const where = first === undefined ? "" : `${first.file}:${first.line}:${first.column}: `;
  throw new Error(`${where}${first?.message ?? "the expression cannot be compiled"}`);
}
