// Names, member access and indexing.

import { nearest } from "#kernel/nearest.ts";
import { ancestors } from "../../type/catalogue.ts";
import { type ClrType, named, typeName } from "../../type/clr-type.ts";
import { intType } from "../../type/well-known.ts";
import type { BoundExpression } from "../bound.ts";
import type { Argument, Expression } from "../syntax.ts";
import { bindArguments } from "./bind-arguments.ts";
import { type BindContext, complainAt, findName, type NameMeaning } from "./bind-context.ts";
import { bindOperand, bindValue } from "./bind-expression.ts";
import { delegateOf } from "./bind-lambda.ts";
import { bindType } from "./bind-type.ts";
import { isReadable, readProperty } from "./call-member.ts";
import { convertTo, errorValue } from "./convert-operand.ts";
import { extensionsOf, membersOf, staticsOf } from "./find-members.ts";
import type { Candidate, Operand } from "./operand.ts";
import { resolveCall } from "./resolve-call.ts";

export function bindName(
  context: BindContext,
  syntax: Expression & { readonly kind: "name" },
): Operand | BoundExpression {
  const { name, at } = syntax;
  const found = syntax.typeArgs.length === 0 ? findName(context.scope, name) : undefined;
  if (found !== undefined) return bindMeaning(context, found, at);
  if (name === "context") return { kind: "context", at, type: named("IProxyRequestContext") };
  const args = syntax.typeArgs.map((arg) => bindType(context, arg));
  const entry = context.catalogue.find(name, args.length);
  if (entry !== undefined) return { kind: "type", at, type: named(entry.fullName, ...args) };
  if (context.catalogue.namespaces.has(name)) return { kind: "namespace", at, name };
  const guess = nearest(name, [...namesInScope(context), "context", ...context.catalogue.names]);
  const hint =
    guess === undefined ? "only context, locals and the allowed types have names" : `did you mean ${guess}?`;
  complainAt(context, at, "unknown-name", `there is no ${name} here`, hint);
  return errorValue(at);
}

function bindMeaning(context: BindContext, found: NameMeaning, at: number): Operand | BoundExpression {
  if (found.kind === "constant") return { ...found.value, at };
  if (found.kind === "function") return { kind: "local-function", at, function: found.function };
  const { local } = found;
  if (local.owner !== context.function.id) local.isCaptured = true;
  return { kind: "local", at, type: local.type, local };
}

function namesInScope(context: BindContext): string[] {
  const names: string[] = [];
  for (let at: typeof context.scope | undefined = context.scope; at !== undefined; at = at.parent) {
    names.push(...at.names.keys());
  }
  return names;
}

/** @param isCalled whether a call follows: a property that is no delegate then hides no method of its name */
export function bindMember(
  context: BindContext,
  syntax: Expression & { readonly kind: "member" },
  isCalled = false,
): Operand | BoundExpression {
  const receiver = bindOperand(context, syntax.receiver);
  switch (receiver.kind) {
    case "namespace":
      return memberOfNamespace(context, syntax, `${receiver.name}.${syntax.name}`);
    case "type":
      return memberOfType(context, syntax, receiver.type);
    case "value":
      return memberOfValue(context, syntax, receiver.value, isCalled);
    default: {
      const value = bindValue(context, syntax.receiver);
      return value.type.kind === "error" ? value : memberOfValue(context, syntax, value, isCalled);
    }
  }
}

type MemberSyntax = Expression & { readonly kind: "member" };

function memberOfNamespace(
  context: BindContext,
  syntax: MemberSyntax,
  name: string,
): Operand | BoundExpression {
  const args = syntax.typeArgs.map((arg) => bindType(context, arg));
  const entry = context.catalogue.find(name, args.length);
  if (entry !== undefined) return { kind: "type", at: syntax.at, type: named(entry.fullName, ...args) };
  if (context.catalogue.namespaces.has(name)) return { kind: "namespace", at: syntax.at, name };
  complainAt(
    context,
    syntax.at,
    "unknown-type",
    `there is no type ${name} that policy expressions may use`,
    "the reference lists the types that are allowed",
  );
  return errorValue(syntax.at);
}

function memberOfType(context: BindContext, syntax: MemberSyntax, type: ClrType): Operand | BoundExpression {
  if (type.kind === "error") return errorValue(syntax.at);
  const entry = context.catalogue.entryOf(type);
  const values = entry?.definition.values ?? {};
  // Own ones only: DayOfWeek.constructor is nothing of C#.
  const number = Object.hasOwn(values, syntax.name) ? values[syntax.name] : undefined;
  if (number !== undefined) return { kind: "constant", at: syntax.at, type, value: number };
  const found = staticsOf(context.catalogue, type, syntax.name);
  if (found.length === 0) return unknownMember(context, syntax, type, true);
  return chooseMember(context, syntax, found, undefined);
}

function memberOfValue(
  context: BindContext,
  syntax: MemberSyntax,
  receiver: BoundExpression,
  isCalled: boolean,
): Operand | BoundExpression {
  const { catalogue } = context;
  if (receiver.type.kind === "error") return errorValue(syntax.at);
  const field = anonymousField(receiver, syntax);
  if (field !== undefined) return field;
  if (receiver.type.kind === "array" && syntax.name === "Length") {
    return { kind: "array-length", at: syntax.at, type: intType, array: receiver };
  }
  const own = membersOf(catalogue, receiver.type, syntax.name).filter(({ member }) => !member.isStatic);
  const methods = [
    ...own.filter(({ member }) => !isReadable(member)),
    ...extensionsOf(catalogue, syntax.name),
  ].filter(({ member }) => member.kind === "method");
  const readable = own.find(
    ({ member }) =>
      isReadable(member) &&
      !(isCalled && methods.length > 0 && delegateOf(catalogue, member.returns) === undefined),
  );
  if (isCalled && readable === undefined && methods.length > 0) {
    return chooseMember(context, syntax, methods, receiver);
  }
  const found = readable === undefined ? [...own, ...extensionsOf(catalogue, syntax.name)] : [readable];
  if (found.length === 0) return unknownMember(context, syntax, receiver.type, false);
  return chooseMember(context, syntax, found, receiver);
}

function anonymousField(receiver: BoundExpression, syntax: MemberSyntax): BoundExpression | undefined {
  if (receiver.type.kind !== "anonymous") return undefined;
  const index = receiver.type.fields.findIndex((field) => field.name === syntax.name);
  const field = receiver.type.fields[index];
  if (field === undefined) return undefined;
  return { kind: "anonymous-field", at: syntax.at, type: field.type, value: receiver, index };
}

function chooseMember(
  context: BindContext,
  syntax: MemberSyntax,
  found: readonly Candidate[],
  receiver: BoundExpression | undefined,
): Operand | BoundExpression {
  const readable = found.find(({ member }) => isReadable(member));
  if (readable !== undefined) return readProperty(context, readable, receiver, syntax.at);
  const typeArgs = syntax.typeArgs.map((arg) => bindType(context, arg));
  const candidates = found.filter(({ member }) => member.kind === "method");
  return { kind: "methods", at: syntax.at, name: syntax.name, receiver, candidates, typeArgs };
}

function unknownMember(
  context: BindContext,
  syntax: MemberSyntax,
  type: ClrType,
  isStatic: boolean,
): BoundExpression {
  const entries = ancestors(context.catalogue, type).map((base) => context.catalogue.entryOf(base));
  const names = entries.flatMap((entry) => [
    ...(entry?.members.keys() ?? []),
    ...Object.keys(entry?.definition.values ?? {}),
  ]);
  const guess = nearest(syntax.name, names);
  complainAt(
    context,
    syntax.at,
    "unknown-member",
    `${typeName(type)} has no ${isStatic ? "static " : ""}member ${syntax.name} that policy expressions may use`,
    guess === undefined ? "the reference lists the members that are allowed" : `did you mean ${guess}?`,
  );
  return errorValue(syntax.at);
}

export function bindIndex(
  context: BindContext,
  syntax: Expression & { readonly kind: "index" },
): BoundExpression {
  const receiver = bindValue(context, syntax.receiver);
  return indexed(context, receiver, syntax.arguments, syntax.at);
}

/** `receiver[…]`: an array's item, or what the indexer gives. */
export function indexed(
  context: BindContext,
  receiver: BoundExpression,
  args: readonly Argument[],
  at: number,
): BoundExpression {
  if (receiver.type.kind === "error") return errorValue(at);
  const operands = bindArguments(context, args);
  const first = operands[0];
  if (receiver.type.kind === "array" && operands.length === 1 && first?.mode === "value") {
    const index = convertTo(context, first.operand, intType);
    return { kind: "array-item", at, type: receiver.type.element, array: receiver, index };
  }
  const candidates = membersOf(context.catalogue, receiver.type, "this").filter(
    ({ member }) => member.kind === "indexer",
  );
  if (candidates.length === 0) {
    complainAt(context, at, "no-indexer", `a ${typeName(receiver.type)} cannot be indexed with [ ]`, "");
    return errorValue(at);
  }
  return resolveCall(
    context,
    { kind: "methods", at, name: "indexer", receiver, candidates, typeArgs: [] },
    operands,
  );
}
