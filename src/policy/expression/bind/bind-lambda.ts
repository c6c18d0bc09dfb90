// Lambdas, local functions and methods as delegates. A lambda has no type of its own: it is bound once its
// parameters' types are known, perhaps several times while overloads are tried.

import { argumentsOf, type Catalogue } from "../../type/catalogue.ts";
import { type ClrType, isSameType, substitute, voidType } from "../../type/clr-type.ts";
import type { BoundBody, BoundExpression, BoundFunction } from "../bound.ts";
import type { Expression, Parameter, Statement } from "../syntax.ts";
import { bestCommonType } from "./best-common-type.ts";
import {
  attempt,
  type BindContext,
  childScope,
  complainAt,
  declareLocal,
  type FunctionDraft,
  silently,
} from "./bind-context.ts";
import { bindOperand, bindValue } from "./bind-expression.ts";
import { bindFunctionBody } from "./bind-statement.ts";
import { bindType } from "./bind-type.ts";
import { convertTo, errorValue } from "./convert-operand.ts";
import type { Operand } from "./operand.ts";
import { resolveCall } from "./resolve-call.ts";

export type Delegate = { readonly parameters: readonly ClrType[]; readonly returns: ClrType };

/** What calling a value of that type takes and gives; undefined when it is no delegate. */
export function delegateOf(catalogue: Catalogue, type: ClrType): Delegate | undefined {
  const entry = catalogue.entryOf(type);
  if (entry?.invoke === undefined) return undefined;
  const types = argumentsOf(entry, type);
  return {
    parameters: entry.invoke.parameters.map((parameter) => substitute(parameter.type, types)),
    returns: substitute(entry.invoke.returns, types),
  };
}

type LambdaSyntax = Expression & { readonly kind: "lambda" };

/** Undefined when the lambda does not fit the delegate; nothing is complained about. */
export function bindLambda(
  context: BindContext,
  syntax: LambdaSyntax,
  to: ClrType,
): BoundExpression | undefined {
  const delegate = delegateOf(context.catalogue, to);
  if (delegate === undefined || !fitsParameters(context, syntax, delegate)) return undefined;
  return attempt(context, (trial) => bindLambdaAs(trial, syntax, delegate, to));
}

/** With complaints, once it is decided that the lambda becomes this delegate. */
export function bindLambdaAs(
  context: BindContext,
  syntax: LambdaSyntax,
  delegate: Delegate,
  to: ClrType,
): BoundExpression {
  const { returns } = delegate;
  const bound = bindLambdaBody(context, syntax, delegate.parameters, returns).function;
  return { kind: "lambda", at: syntax.at, type: to, function: bound };
}

export function fitsParameters(context: BindContext, syntax: LambdaSyntax, delegate: Delegate): boolean {
  return (
    syntax.parameters.length === delegate.parameters.length &&
    syntax.parameters.every((parameter, index) => {
      const expected = delegate.parameters[index];
      if (parameter.type === undefined || expected === undefined) return true;
      return isSameType(bindType(silently(context), parameter.type), expected);
    })
  );
}

/** What a lambda or method gives for inputs of these types; undefined when that is not to be known. */
export function lambdaResultType(
  context: BindContext,
  operand: Operand,
  inputs: readonly ClrType[],
): ClrType | undefined {
  if (operand.kind === "local-function") return operand.function.returns;
  if (operand.kind === "methods") return methodResultType(context, operand, inputs);
  if (operand.kind !== "lambda" || operand.syntax.parameters.length !== inputs.length) return undefined;
  const { syntax } = operand;
  return attempt(context, (trial) => {
    const { draft, body } = bindLambdaBody(trial, syntax, inputs, undefined);
    if (body.kind === "value") return body.value.type;
    return bestCommonType(trial, draft.gathered) ?? voidType;
  });
}

function methodResultType(
  context: BindContext,
  operand: Operand & { kind: "methods" },
  inputs: readonly ClrType[],
): ClrType | undefined {
  return attempt(context, (trial) => callWithInputs(trial, operand, inputs))?.type;
}

/** The methods called with values of the delegate's parameters. */
function callWithInputs(
  context: BindContext,
  operand: Operand & { kind: "methods" },
  inputs: readonly ClrType[],
): BoundExpression {
  const values = inputs.map((type, index) => {
    const local = declareLocal(context, `<${index}>`, type, operand.at);
    const value: BoundExpression = { kind: "local", at: operand.at, type, local };
    return {
      name: undefined,
      mode: "value" as const,
      at: operand.at,
      operand: { kind: "value" as const, at: operand.at, value },
    };
  });
  return resolveCall(context, operand, values);
}

type LambdaDraft = {
  readonly function: BoundFunction;
  readonly body: BoundBody;
  readonly draft: FunctionDraft;
};

function bindLambdaBody(
  context: BindContext,
  syntax: LambdaSyntax,
  types: readonly ClrType[],
  returns: ClrType | undefined,
): LambdaDraft {
  const { inner, draft } = enterFunction(context, returns);
  const parameters = syntax.parameters.map((parameter, index) =>
    declareLocal(inner, parameter.name, parameterType(context, parameter, types[index]), parameter.at),
  );
  const body = bindBody(inner, syntax.body, returns);
  const bound: BoundFunction = {
    id: draft.id,
    name: "lambda",
    parameters,
    local: undefined,
    slots: draft.slots,
    returns: returns ?? voidType,
    body,
  };
  return { function: bound, body, draft };
}

function parameterType(context: BindContext, parameter: Parameter, given: ClrType | undefined): ClrType {
  if (parameter.type !== undefined) return bindType(context, parameter.type);
  return given ?? voidType;
}

export function enterFunction(
  context: BindContext,
  returns: ClrType | undefined,
): { readonly inner: BindContext; readonly draft: FunctionDraft } {
  const draft: FunctionDraft = { id: context.functionCounter.next++, slots: 0, returns, gathered: [] };
  const inner: BindContext = {
    ...childScope(context),
    function: draft,
    inside: { loop: false, switch: false, catch: false },
  };
  return { inner, draft };
}

/** An expression body is converted to the result; for `void` its value is dropped. */
export function bindBody(
  context: BindContext,
  body: Expression | Statement,
  returns: ClrType | undefined,
): BoundBody {
  if (!isExpression(body)) return { kind: "statements", statement: bindFunctionBody(context, body) };
  if (returns === undefined) return { kind: "value", value: bindValue(context, body) };
  if (returns.kind === "void") return { kind: "value", value: bindEffect(context, body) };
  return { kind: "value", value: convertTo(context, bindOperand(context, body), returns) };
}

const effects: ReadonlySet<string> = new Set<Expression["kind"]>([
  "call",
  "conditional-access",
  "assignment",
  "postfix",
  "new",
]);

/** `() => 1` is no Action: what returns nothing must do something. */
function bindEffect(context: BindContext, body: Expression): BoundExpression {
  const isStep = body.kind === "unary" && (body.operator === "++" || body.operator === "--");
  const operand = bindOperand(context, body);
  if (operand.kind === "throw") return convertTo(context, operand, voidType);
  if (!effects.has(body.kind) && !isStep) {
    complainAt(
      context,
      body.at,
      "idle-expression",
      "this expression does nothing",
      "call or assign something",
    );
  }
  return operand.kind === "value" ? operand.value : bindValue(context, body);
}

/** A statement as a body is always a block. */
function isExpression(body: Expression | Statement): body is Expression {
  return body.kind !== "block";
}

/** `items.Select(int.Parse)`: a lambda that calls the method. */
export function bindMethodsAsDelegate(
  context: BindContext,
  operand: Operand & { kind: "methods" | "local-function" },
  to: ClrType,
): BoundExpression | undefined {
  const delegate = delegateOf(context.catalogue, to);
  if (delegate === undefined) return undefined;
  if (operand.kind === "local-function") {
    return { kind: "lambda", at: operand.at, type: to, function: operand.function };
  }
  const bound = attempt(context, (trial) => {
    const { inner, draft } = enterFunction(trial, delegate.returns);
    const call = callWithInputs(inner, operand, delegate.parameters);
    const value =
      delegate.returns.kind === "void"
        ? call
        : convertTo(inner, { kind: "value", at: operand.at, value: call }, delegate.returns);
    return asFunction(draft, operand.name, delegate, inner, value);
  });
  return bound === undefined ? undefined : { kind: "lambda", at: operand.at, type: to, function: bound };
}

function asFunction(
  draft: FunctionDraft,
  name: string,
  delegate: Delegate,
  inner: BindContext,
  value: BoundExpression,
): BoundFunction {
  const parameters = delegate.parameters.flatMap((_type, index) => {
    const found = inner.scope.names.get(`<${index}>`);
    return found?.kind === "local" ? [found.local] : [];
  });
  return {
    id: draft.id,
    name,
    parameters,
    local: undefined,
    slots: draft.slots,
    returns: delegate.returns,
    body: { kind: "value", value },
  };
}

/** A complaint for a lambda where no delegate is expected. */
export function refuseLambda(context: BindContext, at: number): BoundExpression {
  complainAt(
    context,
    at,
    "lambda-without-type",
    "a lambda cannot stand here, since nothing says what type it has",
    "declare the variable as Func<…>, or pass the lambda to a method",
  );
  return errorValue(at);
}
