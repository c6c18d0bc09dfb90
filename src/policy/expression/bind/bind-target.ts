// What can stand on the left of an assignment: locals, array items, properties and indexers with a setter.

import { typeName } from "../../type/clr-type.ts";
import type { BoundExpression, BoundTarget } from "../bound.ts";
import type { Argument, Expression } from "../syntax.ts";
import { bindArguments } from "./bind-arguments.ts";
import { type BindContext, childScope, complainAt, silently } from "./bind-context.ts";
import { bindValue } from "./bind-expression.ts";
import { indexed } from "./bind-member.ts";
import { boundMember, callMember } from "./call-member.ts";
import { membersOf } from "./find-members.ts";
import { chooseOverload } from "./resolve-call.ts";

/** A target, and the value that it has before. */
export type AssignmentTarget = { readonly target: BoundTarget; readonly read: BoundExpression };

/** Undefined, with a complaint, when nothing can be assigned there. */
export function bindAssignmentTarget(context: BindContext, syntax: Expression): AssignmentTarget | undefined {
  if (syntax.kind === "parenthesized") return bindAssignmentTarget(context, syntax.operand);
  if (syntax.kind === "member") return propertyTarget(context, syntax);
  if (syntax.kind === "index") {
    const receiver = bindValue(context, syntax.receiver);
    return indexTarget(context, receiver, syntax.arguments, syntax.at);
  }
  const read = bindValue(context, syntax);
  const target = bindTarget(context, read);
  return target === undefined ? undefined : { target, read };
}

/** For values that are already bound. */
export function bindTarget(context: BindContext, value: BoundExpression): BoundTarget | undefined {
  if (value.kind === "local") return { kind: "local", local: value.local };
  if (value.kind === "array-item") return { kind: "array-item", array: value.array, index: value.index };
  if (value.type.kind !== "error") {
    complainAt(
      context,
      value.at,
      "not-assignable",
      "nothing can be assigned to this",
      "assign to a variable",
    );
  }
  return undefined;
}

function propertyTarget(
  context: BindContext,
  syntax: Expression & { readonly kind: "member" },
): AssignmentTarget | undefined {
  const read = bindValue(context, syntax);
  const receiver = read.kind === "call" ? read.operands[0] : undefined;
  if (read.type.kind === "error") return undefined;
  if (receiver === undefined) {
    complainAt(context, syntax.at, "not-assignable", `${syntax.name} cannot be set`, "assign to a variable");
    return undefined;
  }
  return setterOf(context, receiver, syntax.name, syntax.at, read);
}

/** `receiver.name = …`, also in an object initialiser. */
export function setterOf(
  context: BindContext,
  receiver: BoundExpression,
  name: string,
  at: number,
  read: BoundExpression | undefined,
): AssignmentTarget | undefined {
  const setter = membersOf(context.catalogue, receiver.type, name).find(
    ({ member }) => member.kind === "setter",
  );
  if (setter === undefined) {
    const message = `${name} of a ${typeName(receiver.type)} cannot be set`;
    complainAt(context, at, "not-assignable", message, "");
    return undefined;
  }
  const member = boundMember(context, setter, [], at);
  if (member === undefined) return undefined;
  const target: BoundTarget = { kind: "setter", member, operands: [receiver] };
  return { target, read: read ?? { kind: "constant", at, type: setter.member.returns, value: null } };
}

/** `receiver[…] = …`. */
export function indexTarget(
  context: BindContext,
  receiver: BoundExpression,
  args: readonly Argument[],
  at: number,
): AssignmentTarget | undefined {
  if (receiver.type.kind === "error") return undefined;
  if (receiver.type.kind === "array") {
    const read = indexed(context, receiver, args, at);
    return read.kind === "array-item"
      ? { target: { kind: "array-item", array: read.array, index: read.index }, read }
      : undefined;
  }
  const candidates = membersOf(context.catalogue, receiver.type, "this").filter(
    ({ member }) => member.kind === "index-setter",
  );
  const methods = { kind: "methods", at, name: "indexer", receiver, candidates, typeArgs: [] } as const;
  const applied = chooseOverload(context, methods, bindArguments(context, args));
  const call = applied === undefined ? undefined : callMember(context, applied, at);
  if (call?.kind !== "call") {
    const message = `items of a ${typeName(receiver.type)} cannot be set like this`;
    complainAt(context, at, "not-assignable", message, "");
    return undefined;
  }
  const target: BoundTarget = { kind: "setter", member: call.member, operands: call.operands };
  const canRead = membersOf(context.catalogue, receiver.type, "this").some(
    ({ member }) => member.kind === "indexer",
  );
  const read = canRead ? indexed(silently(childScope(context)), receiver, args, at) : call;
  return { target, read: { ...read, type: call.type } };
}
