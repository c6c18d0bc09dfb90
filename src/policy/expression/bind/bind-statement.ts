// Statements, and the rule that a body's every path returns.

import { ancestors } from "../../type/catalogue.ts";
import { errorType, named, typeName } from "../../type/clr-type.ts";
import type { BoundCatch, BoundStatement } from "../bound.ts";
import type { CatchClause, Statement } from "../syntax.ts";
import { type BindContext, childScope, complainAt, declareLocal, inChecked } from "./bind-context.ts";
import { bindLocals, bindUsing } from "./bind-declaration.ts";
import { bindCondition, bindOperand, bindThrown, bindValue } from "./bind-expression.ts";
import { bindForeach } from "./bind-foreach.ts";
import { bindLocalFunction, declareLocalFunctions } from "./bind-local-function.ts";
import { bindSwitch } from "./bind-switch.ts";
import { bindType } from "./bind-type.ts";
import { convertTo } from "./convert-operand.ts";
import { completes } from "./flow.ts";

type Kinds = Statement["kind"];
type Binder<K extends Kinds> = (
  context: BindContext,
  syntax: Extract<Statement, { readonly kind: K }>,
) => BoundStatement;

const binders: { readonly [K in Kinds]: Binder<K> } = {
  block: bindBlock,
  empty: (_context, syntax) => ({ kind: "block", at: syntax.at, statements: [] }),
  local: bindLocals,
  "local-function": bindLocalFunction,
  expression: bindExpressionStatement,
  if: bindIf,
  for: bindFor,
  foreach: bindForeach,
  while: (context, syntax) => bindLoop(context, syntax, false),
  do: (context, syntax) => bindLoop(context, syntax, true),
  switch: bindSwitch,
  return: bindReturn,
  break: bindBreak,
  continue: bindContinue,
  "throw-statement": bindThrow,
  try: bindTry,
  using: bindUsing,
  "checked-block": (context, syntax) => bindStatement(inChecked(context, syntax.isChecked), syntax.body),
};

export function bindStatement(context: BindContext, syntax: Statement): BoundStatement {
  // Each binder takes the kind that it is listed under.
  const bind = binders[syntax.kind] as Binder<Kinds>;
  return bind(context, syntax);
}

/** A body whose end must not be reached unless it returns nothing. */
export function bindFunctionBody(context: BindContext, syntax: Statement): BoundStatement {
  const body = bindStatement(context, syntax);
  const { returns } = context.function;
  const needsValue = returns === undefined ? context.function.gathered.length > 0 : returns.kind !== "void";
  if (needsValue && completes(body)) {
    complainAt(context, syntax.at, "no-return", "not every path returns a value", "add a return at the end");
  }
  return body;
}

function bindBlock(context: BindContext, syntax: Statement & { readonly kind: "block" }): BoundStatement {
  const inner = childScope(context);
  declareLocalFunctions(inner, syntax.statements);
  const statements = syntax.statements.map((statement) => bindStatement(inner, statement));
  return { kind: "block", at: syntax.at, statements };
}

const effects: ReadonlySet<string> = new Set([
  "call",
  "invoke",
  "call-local",
  "assign",
  "post-step",
  "sequence",
  "conditional-access",
  "initialized",
  "constant",
]);

function bindExpressionStatement(
  context: BindContext,
  syntax: Statement & { readonly kind: "expression" },
): BoundStatement {
  const expression = bindValue(context, syntax.expression);
  const isIdle =
    !effects.has(expression.kind) || (expression.kind === "constant" && expression.type !== errorType);
  if (isIdle && expression.type.kind !== "error") {
    const hint = "only calls, assignments, ++, -- and new can stand alone";
    complainAt(context, syntax.at, "idle-expression", "this expression does nothing", hint);
  }
  return { kind: "expression", at: syntax.at, expression };
}

function bindIf(context: BindContext, syntax: Statement & { readonly kind: "if" }): BoundStatement {
  const condition = bindCondition(context, syntax.condition);
  const whenTrue = bindStatement(childScope(context), syntax.whenTrue);
  const whenFalse =
    syntax.whenFalse === undefined ? undefined : bindStatement(childScope(context), syntax.whenFalse);
  return { kind: "if", at: syntax.at, condition, whenTrue, whenFalse };
}

function inLoop(context: BindContext): BindContext {
  return { ...childScope(context), inside: { ...context.inside, loop: true, switch: false } };
}

function bindFor(context: BindContext, syntax: Statement & { readonly kind: "for" }): BoundStatement {
  const inner = childScope(context);
  const initial = syntax.initial.map((statement) => bindStatement(inner, statement));
  const condition = syntax.condition === undefined ? undefined : bindCondition(inner, syntax.condition);
  const step = syntax.step.map((expression) => bindValue(inner, expression));
  const body = bindStatement(inLoop(inner), syntax.body);
  return { kind: "loop", at: syntax.at, initial, condition, isConditionLast: false, step, body };
}

function bindLoop(
  context: BindContext,
  syntax: Statement & { readonly kind: "while" | "do" },
  isConditionLast: boolean,
): BoundStatement {
  const inner = childScope(context);
  const condition = bindCondition(inner, syntax.condition);
  const body = bindStatement(inLoop(inner), syntax.body);
  return { kind: "loop", at: syntax.at, initial: [], condition, isConditionLast, step: [], body };
}

function bindReturn(context: BindContext, syntax: Statement & { readonly kind: "return" }): BoundStatement {
  const { at } = syntax;
  const { returns, gathered } = context.function;
  if (syntax.value === undefined) {
    if (returns !== undefined && returns.kind !== "void") {
      complainAt(context, at, "no-value", "return needs a value here", "return null; at the least");
    }
    return { kind: "return", at, value: undefined };
  }
  const operand = bindOperand(context, syntax.value);
  if (returns?.kind === "void") {
    complainAt(context, at, "value-returned", "nothing can be returned here", "write return;");
    return { kind: "return", at, value: undefined };
  }
  if (returns !== undefined) return { kind: "return", at, value: convertTo(context, operand, returns) };
  const value = operand.kind === "value" ? operand.value : bindValue(context, syntax.value);
  gathered.push(value);
  return { kind: "return", at, value };
}

function bindBreak(
  context: BindContext,
  syntax: Statement & { readonly kind: "break" | "continue" },
): BoundStatement {
  if (!context.inside.loop && !context.inside.switch) {
    complainAt(context, syntax.at, "no-loop", "break stands in no loop or switch", "");
  }
  return { kind: "break", at: syntax.at };
}

function bindContinue(
  context: BindContext,
  syntax: Statement & { readonly kind: "break" | "continue" },
): BoundStatement {
  if (syntax.kind === "break") return bindBreak(context, syntax);
  if (!context.inside.loop) complainAt(context, syntax.at, "no-loop", "continue stands in no loop", "");
  return { kind: "continue", at: syntax.at };
}

function bindThrow(
  context: BindContext,
  syntax: Statement & { readonly kind: "throw-statement" },
): BoundStatement {
  const { at } = syntax;
  if (syntax.operand !== undefined) {
    return { kind: "throw", at, operand: bindThrown(context, syntax.operand) };
  }
  if (!context.inside.catch) {
    complainAt(context, at, "no-catch", "throw; stands in no catch", "throw an exception");
  }
  return { kind: "throw", at, operand: undefined };
}

function bindTry(context: BindContext, syntax: Statement & { readonly kind: "try" }): BoundStatement {
  const body = bindStatement(context, syntax.body);
  const catches = syntax.catches.map((clause) => bindCatch(context, clause));
  const last = syntax.finally === undefined ? undefined : bindStatement(context, syntax.finally);
  return { kind: "try", at: syntax.at, body, catches, finally: last };
}

function bindCatch(context: BindContext, clause: CatchClause): BoundCatch {
  const inner = { ...childScope(context), inside: { ...context.inside, catch: true } };
  const exception = named("System.Exception");
  const type = clause.type === undefined ? exception : bindType(context, clause.type);
  const isException = ancestors(context.catalogue, type).some(
    (base) => typeName(base) === "System.Exception",
  );
  if (!isException && type.kind !== "error") {
    complainAt(context, clause.at, "not-an-exception", `a ${typeName(type)} cannot be caught`, "");
  }
  const { name } = clause;
  const local = name === undefined ? undefined : declareLocal(inner, name, type, clause.at);
  const filter = clause.filter === undefined ? undefined : bindCondition(inner, clause.filter);
  return { type: typeName(type), local, filter, body: bindStatement(inner, clause.body) };
}
