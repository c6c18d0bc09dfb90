// Statements → closures that say how they ended.

import { ClrException, derivesFrom } from "../../value/clr-exception.ts";
import { iterate } from "../../value/iterate.ts";
import { zeroOf } from "../bind/default-value.ts";
import type { BoundCatch, BoundStatement, BoundSwitchSection } from "../bound.ts";
import { thrown } from "../runtime.ts";
import { compileConversion } from "./compile-conversion.ts";
import { compileExpression } from "./compile-expression.ts";
import { compileDelegate } from "./compile-function.ts";
import { type CompileScope, declareLocal } from "./compile-scope.ts";
import { compileTest } from "./compile-test.ts";
import type { Evaluate, Execute, Frame, Signal } from "./frame.ts";

type Kinds = BoundStatement["kind"];
type Compiler<K extends Kinds> = (
  scope: CompileScope,
  node: Extract<BoundStatement, { readonly kind: K }>,
) => Execute;

const compilers: { readonly [K in Kinds]: Compiler<K> } = {
  block: compileBlock,
  declare: compileDeclare,
  // Done at the beginning of the block, so that it may be called before.
  "declare-function": () => () => "next",
  expression: (scope, node) => {
    const run = compileExpression(scope, node.expression);
    return (frame) => {
      run(frame);
      return "next";
    };
  },
  if: compileIf,
  loop: compileLoop,
  foreach: compileForeach,
  switch: compileSwitch,
  return: compileReturn,
  break: compileJump,
  continue: compileJump,
  throw: compileThrow,
  try: compileTry,
};

export function compileStatement(scope: CompileScope, node: BoundStatement): Execute {
  // Each compiler takes the kind that it is listed under.
  const compile = compilers[node.kind] as Compiler<Kinds>;
  return compile(scope, node);
}

function compileBlock(scope: CompileScope, node: BoundStatement & { readonly kind: "block" }): Execute {
  const functions = node.statements.flatMap((statement) =>
    statement.kind === "declare-function" ? [compileFunctionDeclaration(scope, statement)] : [],
  );
  const statements = node.statements.map((statement) => compileStatement(scope, statement));
  return (frame) => {
    for (const declare of functions) declare(frame);
    for (const statement of statements) {
      const signal = statement(frame);
      if (signal !== "next") return signal;
    }
    return "next";
  };
}

function compileFunctionDeclaration(
  scope: CompileScope,
  node: BoundStatement & { readonly kind: "declare-function" },
): (frame: Frame) => void {
  const { local } = node.function;
  if (local === undefined) return () => undefined;
  const declare = declareLocal(local);
  const make = compileDelegate(scope, node.function, false);
  return (frame) => declare(frame, make(frame));
}

function compileJump(
  _scope: CompileScope,
  node: BoundStatement & { readonly kind: "break" | "continue" },
): Execute {
  const { kind } = node;
  return () => kind;
}

function compileDeclare(scope: CompileScope, node: BoundStatement & { readonly kind: "declare" }): Execute {
  const declare = declareLocal(node.local);
  const zero = zeroOf(scope.catalogue, node.local.type);
  const value: Evaluate = node.value === undefined ? () => zero : compileExpression(scope, node.value);
  return (frame) => {
    declare(frame, value(frame));
    return "next";
  };
}

function compileIf(scope: CompileScope, node: BoundStatement & { readonly kind: "if" }): Execute {
  const condition = compileExpression(scope, node.condition);
  const whenTrue = compileStatement(scope, node.whenTrue);
  const whenFalse: Execute =
    node.whenFalse === undefined ? () => "next" : compileStatement(scope, node.whenFalse);
  return (frame) => (condition(frame) === true ? whenTrue(frame) : whenFalse(frame));
}

function compileLoop(scope: CompileScope, node: BoundStatement & { readonly kind: "loop" }): Execute {
  const initial = node.initial.map((statement) => compileStatement(scope, statement));
  const condition: Evaluate =
    node.condition === undefined ? () => true : compileExpression(scope, node.condition);
  const step = node.step.map((expression) => compileExpression(scope, expression));
  const body = compileStatement(scope, node.body);
  const { isConditionLast } = node;
  return (frame) => {
    for (const statement of initial) statement(frame);
    for (let isFirst = true; ; isFirst = false) {
      frame.run.spend(1);
      if (!(isConditionLast && isFirst) && condition(frame) !== true) return "next";
      const signal = body(frame);
      if (signal === "break") return "next";
      if (signal === "return") return signal;
      for (const expression of step) expression(frame);
    }
  };
}

function compileForeach(scope: CompileScope, node: BoundStatement & { readonly kind: "foreach" }): Execute {
  const items = compileExpression(scope, node.items);
  const convert = compileConversion(scope.catalogue, node.conversion);
  const declare = declareLocal(node.local);
  const body = compileStatement(scope, node.body);
  return (frame) => {
    for (const item of iterate(frame.run, items(frame))) {
      declare(frame, convert(item, frame.run));
      const signal = body(frame);
      if (signal === "break") return "next";
      if (signal === "return") return signal;
    }
    return "next";
  };
}

type Section = {
  readonly matches: (frame: Frame, value: unknown) => boolean;
  readonly isDefault: boolean;
  readonly body: readonly Execute[];
};

/** Labels are tried in their order; default only when no other fits. */
function compileSwitch(scope: CompileScope, node: BoundStatement & { readonly kind: "switch" }): Execute {
  const value = compileExpression(scope, node.value);
  const sections = node.sections.map((section) => compileSection(scope, section));
  return (frame) => {
    const tested = value(frame);
    const chosen =
      sections.find((section) => section.matches(frame, tested)) ??
      sections.find((section) => section.isDefault);
    for (const statement of chosen?.body ?? []) {
      const signal = statement(frame);
      if (signal === "break") return "next";
      if (signal !== "next") return signal;
    }
    return "next";
  };
}

function compileSection(scope: CompileScope, section: BoundSwitchSection): Section {
  const cases = section.labels.flatMap((label) => {
    if (label.kind === "default") return [];
    const test = compileTest(scope, label.test);
    const when: Evaluate = label.when === undefined ? () => true : compileExpression(scope, label.when);
    return [(frame: Frame, value: unknown) => test(frame, value) && when(frame) === true];
  });
  return {
    matches: (frame, value) => cases.some((matches) => matches(frame, value)),
    isDefault: section.labels.some((label) => label.kind === "default"),
    body: section.body.map((statement) => compileStatement(scope, statement)),
  };
}

function compileReturn(scope: CompileScope, node: BoundStatement & { readonly kind: "return" }): Execute {
  const value: Evaluate = node.value === undefined ? () => null : compileExpression(scope, node.value);
  return (frame) => {
    frame.result = value(frame);
    return "return";
  };
}

/** `throw;` throws again what the nearest catch holds. */
function compileThrow(scope: CompileScope, node: BoundStatement & { readonly kind: "throw" }): Execute {
  if (node.operand === undefined) {
    return (frame) => {
      throw thrown(frame.caught?.at(-1));
    };
  }
  const operand = compileExpression(scope, node.operand);
  return (frame) => {
    throw thrown(operand(frame));
  };
}

type Catch = {
  readonly holds: (frame: Frame, error: ClrException) => boolean;
  readonly body: Execute;
};

function compileTry(scope: CompileScope, node: BoundStatement & { readonly kind: "try" }): Execute {
  const body = compileStatement(scope, node.body);
  const catches = node.catches.map((clause) => compileCatch(scope, clause));
  const last = node.finally === undefined ? undefined : compileStatement(scope, node.finally);
  const guarded: Execute = (frame) => {
    try {
      return body(frame);
    } catch (error) {
      return runCatch(frame, catches, error);
    }
  };
  if (last === undefined) return guarded;
  return (frame) => runFinally(frame, guarded, last);
}

function runCatch(frame: Frame, catches: readonly Catch[], error: unknown): Signal {
  if (!(error instanceof ClrException)) throw error;
  const clause = catches.find((one) => one.holds(frame, error));
  if (clause === undefined) throw error;
  frame.caught ??= [];
  frame.caught.push(error);
  try {
    return clause.body(frame);
  } finally {
    frame.caught.pop();
  }
}

/** Not a JavaScript finally: an expression whose budget is used up runs nothing more. */
function runFinally(frame: Frame, guarded: Execute, last: Execute): Signal {
  let signal: Signal;
  try {
    signal = guarded(frame);
  } catch (error) {
    if (error instanceof ClrException) last(frame);
    throw error;
  }
  const { result } = frame;
  last(frame);
  frame.result = result;
  return signal;
}

/** What a filter throws counts as false, as in the CLR. */
export function passesFilter(filter: () => unknown): boolean {
  try {
    return filter() === true;
  } catch (error) {
    if (error instanceof ClrException) return false;
    throw error;
  }
}

function compileCatch(scope: CompileScope, clause: BoundCatch): Catch {
  const { type } = clause;
  const declare = clause.local === undefined ? undefined : declareLocal(clause.local);
  const filter = clause.filter === undefined ? undefined : compileExpression(scope, clause.filter);
  return {
    holds: (frame, error) => {
      if (!derivesFrom(error.typeName, type)) return false;
      declare?.(frame, error);
      return filter === undefined || passesFilter(() => filter(frame));
    },
    body: compileStatement(scope, clause.body),
  };
}
