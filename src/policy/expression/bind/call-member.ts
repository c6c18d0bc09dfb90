// From the chosen overload to the call: every operand in its place, converted, as the member's function
// takes it.

import { isValueType } from "../../type/catalogue.ts";
import { type ClrType, errorType } from "../../type/clr-type.ts";
import type { Member, Parameter } from "../../type/member.ts";
import { objectType } from "../../type/well-known.ts";
import type { BoundExpression, BoundLocal, BoundMember, BoundTarget } from "../bound.ts";
import type { Applied } from "./apply-candidate.ts";
import { type BindContext, complainAt, declareLocal, temporary } from "./bind-context.ts";
import { bindTarget } from "./bind-target.ts";
import { bindType, isVar } from "./bind-type.ts";
import { convertTo, errorValue } from "./convert-operand.ts";
import { type Candidate, valueOperand } from "./operand.ts";
import type { ArgumentOperand } from "./resolve-call.ts";

/** A refused member complains here, with its own advice. */
export function callMember(context: BindContext, applied: Applied, at: number): BoundExpression {
  const { candidate, typeArgs, receiver } = applied;
  const member = boundMember(context, candidate, typeArgs, at);
  if (member === undefined) return errorValue(at);
  const operands = argumentOperands(context, applied, at);
  const self = receiver === undefined ? [] : [receiverFor(context, candidate, receiver)];
  const type = candidate.member.returns;
  const order = parameterOrder(applied);
  const isInOrder = order.every((place, index) => index === 0 || place >= (order[index - 1] ?? 0));
  if (isInOrder) return { kind: "call", at, type, member, operands: [...self, ...operands] };
  const { first, values } = inTextOrder(context, [...self, ...operands], self.length, order);
  return { kind: "sequence", at, type, first, value: { kind: "call", at, type, member, operands: values } };
}

/** For each argument, as they stand in the text, the place of its parameter. */
function parameterOrder({ candidate, parameters }: Applied): number[] {
  const names = candidate.member.parameters.map((parameter) => parameter.name);
  return parameters.map((parameter) => names.indexOf(parameter.name));
}

/** Named arguments are evaluated where they stand, not where their parameters do. */
function inTextOrder(
  context: BindContext,
  operands: readonly BoundExpression[],
  receivers: number,
  order: readonly number[],
): { readonly first: readonly First[]; readonly values: readonly BoundExpression[] } {
  const values = [...operands];
  const first: First[] = [];
  const places = [...operands.slice(0, receivers).keys(), ...order.map((place) => place + receivers)];
  for (const place of places) {
    const value = values[place];
    if (value === undefined || value.kind === "constant" || value.kind === "by-ref") continue;
    const local = temporary(context, value.type);
    first.push({ local, value });
    values[place] = { kind: "local", at: value.at, type: value.type, local };
  }
  return { first, values };
}

type First = { readonly local: BoundLocal; readonly value: BoundExpression };

/** A value type is boxed for the members that its bases declare: `ToString()` of an enum is Object's. */
function receiverFor(
  context: BindContext,
  { declaring }: Candidate,
  receiver: BoundExpression,
): BoundExpression {
  const { catalogue } = context;
  if (declaring === undefined || isValueType(catalogue, declaring)) return receiver;
  if (!isValueType(catalogue, receiver.type)) return receiver;
  return convertTo(context, valueOperand(receiver), objectType);
}

/** The member as the tiers call it; undefined, with a complaint, when it is refused. */
export function boundMember(
  context: BindContext,
  candidate: Candidate,
  typeArgs: readonly ClrType[],
  at: number,
): BoundMember | undefined {
  const { member, declaringArgs } = candidate;
  const isInstance = !member.isStatic;
  const { display } = member;
  if (typeof member.body === "function") {
    return { display, body: { kind: "plain", run: member.body }, isInstance };
  }
  if (member.body.kind === "reified") {
    const types = [...declaringArgs, ...typeArgs];
    return { display, body: { kind: "reified", run: member.body.body, types }, isInstance };
  }
  complainAt(context, at, "refused-member", `${display} may not be used`, member.body.advice);
  return undefined;
}

/** In the order of the parameters. */
function argumentOperands(context: BindContext, applied: Applied, at: number): BoundExpression[] {
  const { candidate, args, parameters, isExpanded } = applied;
  const given = new Map<string, BoundExpression[]>();
  for (const [index, argument] of args.entries()) {
    const parameter = parameters[index];
    if (parameter === undefined) continue;
    const list = given.get(parameter.name) ?? [];
    list.push(bindArgument(context, argument, parameter));
    given.set(parameter.name, list);
  }
  return candidate.member.parameters.map((parameter) => {
    const values = given.get(parameter.name) ?? [];
    if (parameter.isParams && isExpanded) return gathered(parameter, values, at);
    return values[0] ?? omitted(parameter, at);
  });
}

function gathered(parameter: Parameter, items: readonly BoundExpression[], at: number): BoundExpression {
  const element = parameter.type.kind === "array" ? parameter.type.element : errorType;
  return { kind: "new-array", at, type: parameter.type, element, items };
}

function omitted(parameter: Parameter, at: number): BoundExpression {
  return { kind: "constant", at, type: parameter.type, value: parameter.omitted?.value ?? null };
}

function bindArgument(
  context: BindContext,
  argument: ArgumentOperand,
  parameter: Parameter,
): BoundExpression {
  const { type } = parameter;
  if (argument.mode === "value") return convertTo(context, argument.operand, type);
  const target =
    argument.mode === "declare" ? declared(context, argument, type) : existing(context, argument);
  return { kind: "by-ref", at: argument.at, type, target, isOut: parameter.mode === "out" };
}

function declared(
  context: BindContext,
  argument: ArgumentOperand & { mode: "declare" },
  type: ClrType,
): BoundTarget {
  const own = isVar(argument.type) ? type : bindType(context, argument.type);
  if (argument.variable === "_") return { kind: "discard" };
  return { kind: "local", local: declareLocal(context, argument.variable, own, argument.at) };
}

function existing(context: BindContext, argument: ArgumentOperand & { mode: "out" | "ref" }): BoundTarget {
  if (argument.operand.kind !== "value") return { kind: "discard" };
  return bindTarget(context, argument.operand.value) ?? { kind: "discard" };
}

/** A property, field or constant read. */
export function readProperty(
  context: BindContext,
  candidate: Candidate,
  receiver: BoundExpression | undefined,
  at: number,
): BoundExpression {
  const member = boundMember(context, candidate, [], at);
  if (member === undefined) return errorValue(at);
  const type = candidate.member.returns;
  const isBare = receiver === undefined || candidate.member.isStatic;
  const operands = isBare ? [] : [receiverFor(context, candidate, receiver)];
  return { kind: "call", at, type, member, operands };
}

export function isReadable(member: Member): boolean {
  return member.kind === "property" || member.kind === "constant";
}
