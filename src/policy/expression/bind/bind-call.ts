// Calls: of methods, delegates and local functions.

import type { ClrType } from "../../type/clr-type.ts";
import { typeName } from "../../type/clr-type.ts";
import type { BoundExpression } from "../bound.ts";
import type { Expression } from "../syntax.ts";
import { bindArguments } from "./bind-arguments.ts";
import { type BindContext, complainAt } from "./bind-context.ts";
import { bindCallee } from "./bind-expression.ts";
import { delegateOf } from "./bind-lambda.ts";
import { convertTo, describe, errorValue } from "./convert-operand.ts";
import { chooseWithTextsParsed, readAsLookup } from "./lenient-reading.ts";
import { type ArgumentOperand, callOrComplain, chooseOverload, type Methods } from "./resolve-call.ts";

export function bindCall(
  context: BindContext,
  syntax: Expression & { readonly kind: "call" },
): BoundExpression {
  const callee = bindCallee(context, syntax.callee);
  const args = bindArguments(context, syntax.arguments);
  const { at } = callee;
  switch (callee.kind) {
    case "methods":
      return bindMethodCall(context, callee, args);
    case "local-function": {
      const { function: target } = callee;
      const types = target.parameters.map((parameter) => parameter.type);
      const operands = positional(context, types, args, at);
      return { kind: "call-local", at, type: target.returns, function: target, operands };
    }
    case "value":
      return invokeValue(context, callee.value, args);
    default:
      complainAt(context, at, "not-callable", `${describe(callee)} cannot be called`, "");
      return errorValue(at);
  }
}

function bindMethodCall(
  context: BindContext,
  methods: Methods,
  args: readonly ArgumentOperand[],
): BoundExpression {
  const applied = chooseOverload(context, methods, args) ?? chooseWithTextsParsed(context, methods, args);
  return callOrComplain(context, methods, args, applied);
}

function invokeValue(
  context: BindContext,
  target: BoundExpression,
  args: readonly ArgumentOperand[],
): BoundExpression {
  const { at, type } = target;
  if (type.kind === "error") return target;
  const delegate = delegateOf(context.catalogue, type);
  if (delegate === undefined) {
    const lookup = readAsLookup(context, target, args);
    if (lookup !== undefined) return lookup;
    const hint = target.kind === "call" ? "it is a property: leave the parentheses out" : "";
    complainAt(context, at, "not-callable", `a ${typeName(type)} cannot be called`, hint);
    return errorValue(at);
  }
  const operands = positional(context, delegate.parameters, args, at);
  return { kind: "invoke", at, type: delegate.returns, target, operands };
}

function positional(
  context: BindContext,
  types: readonly ClrType[],
  args: readonly ArgumentOperand[],
  at: number,
): BoundExpression[] {
  if (types.length !== args.length) {
    const message = `${types.length} arguments are expected, ${args.length} are given`;
    complainAt(context, at, "argument-count", message, "");
    return [];
  }
  return types.map((type, index) => {
    const argument = args[index];
    if (argument?.mode === "value") return convertTo(context, argument.operand, type);
    complainAt(context, argument?.at ?? at, "by-reference", "out and ref are not for delegates", "");
    return errorValue(at);
  });
}
