// Binds any expression: one line for each kind of the source tree, each kind in a file of its own.

import { strict as assert } from "node:assert";
import { isNullable } from "../../type/catalogue.ts";
import { typeName } from "../../type/clr-type.ts";
import { boolType, objectType, stringType } from "../../type/well-known.ts";
import type { BoundExpression } from "../bound.ts";
import type { Expression } from "../syntax.ts";
import { bindAssignment, bindPostfix } from "./bind-assignment.ts";
import { bindBinary } from "./bind-binary.ts";
import { bindCall } from "./bind-call.ts";
import { bindAs, bindCast, bindIs } from "./bind-cast.ts";
import { bindConditional } from "./bind-conditional.ts";
import { type BindContext, complainAt, inChecked, temporary } from "./bind-context.ts";
import { bindInterpolation } from "./bind-interpolation.ts";
import { refuseLambda } from "./bind-lambda.ts";
import { bindLiteral } from "./bind-literal.ts";
import { bindIndex, bindMember, bindName } from "./bind-member.ts";
import { bindNew, bindNewAnonymous, bindNewArray } from "./bind-new.ts";
import { bindType } from "./bind-type.ts";
import { bindUnary } from "./bind-unary.ts";
import { convertTo, describe, errorValue } from "./convert-operand.ts";
import { defaultValue } from "./default-value.ts";
import { type Operand, valueOperand } from "./operand.ts";

type Kinds = Expression["kind"];
type Binder<K extends Kinds> = (
  context: BindContext,
  syntax: Extract<Expression, { readonly kind: K }>,
) => Operand | BoundExpression;

const binders: { readonly [K in Kinds]: Binder<K> } = {
  literal: bindLiteral,
  interpolation: bindInterpolation,
  name: bindName,
  type: (context, syntax) => ({ kind: "type", at: syntax.at, type: bindType(context, syntax.type) }),
  member: bindMember,
  index: bindIndex,
  call: bindCall,
  "conditional-access": bindConditionalAccess,
  "conditional-receiver": (context, syntax) => {
    assert(context.conditionalReceiver !== undefined, "only the rest of a ?. chain begins like this");
    return { ...context.conditionalReceiver, at: syntax.at };
  },
  new: bindNew,
  "new-anonymous": bindNewAnonymous,
  "new-array": bindNewArray,
  default: (context, syntax) =>
    syntax.type === undefined
      ? { kind: "default", at: syntax.at }
      : defaultValue(context.catalogue, bindType(context, syntax.type), syntax.at),
  typeof: (context, syntax) => {
    complainAt(context, syntax.at, "reflection", "typeof is not allowed in policy expressions", "");
    return errorValue(syntax.at);
  },
  nameof: bindNameof,
  cast: bindCast,
  as: bindAs,
  is: bindIs,
  unary: bindUnary,
  postfix: bindPostfix,
  binary: bindBinary,
  assignment: bindAssignment,
  conditional: bindConditional,
  lambda: (_context, syntax) => ({ kind: "lambda", at: syntax.at, syntax }),
  checked: (context, syntax) => bindOperand(inChecked(context, syntax.isChecked), syntax.operand),
  throw: (context, syntax) => ({
    kind: "throw",
    at: syntax.at,
    operand: bindThrown(context, syntax.operand),
  }),
  parenthesized: (context, syntax) => bindOperand(context, syntax.operand),
};

/** Whatever the text turns out to be: a value, a type, methods, a lambda. */
export function bindOperand(context: BindContext, syntax: Expression): Operand {
  // Each binder takes the kind that it is listed under.
  const bind = binders[syntax.kind] as Binder<Kinds>;
  const result = bind(context, syntax);
  return isOperand(result) ? result : valueOperand(result);
}

/** What stands before the parentheses of a call. */
export function bindCallee(context: BindContext, syntax: Expression): Operand {
  if (syntax.kind !== "member") return bindOperand(context, syntax);
  const result = bindMember(context, syntax, true);
  return isOperand(result) ? result : valueOperand(result);
}

const operandKinds: ReadonlySet<string> = new Set<Operand["kind"]>([
  "value",
  "type",
  "namespace",
  "methods",
  "local-function",
  "default",
]);

/** Lambdas and throws exist in both trees: a bound one has a type. */
function isOperand(result: Operand | BoundExpression): result is Operand {
  return operandKinds.has(result.kind) || !("type" in result);
}

/** A value; complains where the text is something else. */
export function bindValue(context: BindContext, syntax: Expression): BoundExpression {
  const operand = bindOperand(context, syntax);
  if (operand.kind === "value") return operand.value;
  if (operand.kind === "lambda") return refuseLambda(context, syntax.at);
  const what = describe(operand);
  const hint = operand.kind === "methods" ? "add parentheses to call it" : "";
  complainAt(context, syntax.at, "not-a-value", `${what} is not a value`, hint);
  return errorValue(syntax.at);
}

export function bindCondition(context: BindContext, syntax: Expression): BoundExpression {
  return convertTo(context, bindOperand(context, syntax), boolType);
}

export function bindThrown(context: BindContext, syntax: Expression): BoundExpression {
  const value = bindValue(context, syntax);
  const isException = context.catalogue.find("System.Exception", 0) !== undefined;
  if (!isException) return value;
  return convertTo(context, valueOperand(value), { kind: "named", name: "System.Exception", args: [] });
}

/** A name must be there; `nameof(String.Length)` may name a member that only values have. */
function bindNameof(context: BindContext, syntax: Expression & { kind: "nameof" }): BoundExpression {
  const { operand } = syntax;
  bindOperand(context, operand.kind === "member" ? operand.receiver : operand);
  const isName = operand.kind === "name" || operand.kind === "member";
  if (!isName) complainAt(context, operand.at, "not-a-name", "nameof takes a name", "");
  const value = isName ? operand.name : "";
  return { kind: "constant", at: syntax.at, type: stringType, value };
}

/** `a?.b.c`: the whole rest is skipped when `a` is null. A value type as result becomes nullable. */
function bindConditionalAccess(
  context: BindContext,
  syntax: Expression & { kind: "conditional-access" },
): BoundExpression {
  const receiver = bindValue(context, syntax.receiver);
  if (receiver.type.kind === "error") return receiver;
  if (!isNullable(context.catalogue, receiver.type)) {
    const message = `a ${typeName(receiver.type)} is never null`;
    complainAt(context, syntax.at, "never-null", message, "write . instead of ?.");
    return errorValue(syntax.at);
  }
  const inner = receiver.type.kind === "nullable" ? receiver.type.underlying : receiver.type;
  const local = temporary(context, inner);
  const conditionalReceiver: BoundExpression = { kind: "local", at: syntax.at, type: inner, local };
  const access = bindValue({ ...context, conditionalReceiver }, syntax.access);
  if (access.type.kind === "error") return access;
  const isPlain = access.type.kind === "void" || isNullable(context.catalogue, access.type);
  const type = isPlain ? access.type : ({ kind: "nullable", underlying: access.type } as const);
  return { kind: "conditional-access", at: syntax.at, type, receiver, local, access };
}

/** As an object: for places that take anything. */
export function bindObject(context: BindContext, syntax: Expression): BoundExpression {
  return convertTo(context, bindOperand(context, syntax), objectType);
}
