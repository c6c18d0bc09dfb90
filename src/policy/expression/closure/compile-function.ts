// Bound functions → JavaScript functions over frames: the expression itself, lambdas, local functions.

import type { Catalogue } from "../../type/catalogue.ts";
import type { Run } from "../../value/run.ts";
import type { BoundBody, BoundFunction } from "../bound.ts";
import { compileExpression } from "./compile-expression.ts";
import { type CompileScope, declareLocal } from "./compile-scope.ts";
import { compileStatement } from "./compile-statement.ts";
import { type Evaluate, Frame } from "./frame.ts";
import { withinStack } from "./within-stack.ts";

/** One evaluation: `context` is what the expression sees under that name. */
export type CompiledExpression = (run: Run, context: unknown) => unknown;

/** The result is in static representation of what the function returns. */
export function compileClosures(catalogue: Catalogue, bound: BoundFunction): CompiledExpression {
  const body = compileBody({ catalogue, functions: [bound.id] }, bound.body);
  const { slots } = bound;
  return withinStack((run, context) => {
    const value = body(new Frame(run, context, new Array(slots).fill(null), undefined));
    return value === undefined ? null : value;
  });
}

function compileBody(scope: CompileScope, body: BoundBody): Evaluate {
  if (body.kind === "value") return compileExpression(scope, body.value);
  const execute = compileStatement(scope, body.statement);
  return (frame) => (execute(frame) === "return" ? frame.result : null);
}

export type MakeDelegate = (frame: Frame) => (...operands: readonly unknown[]) => unknown;

/** What makes the delegate when the lambda or declaration is reached. */
export function compileDelegate(scope: CompileScope, bound: BoundFunction, isLambda: boolean): MakeDelegate {
  const inner: CompileScope = { ...scope, functions: [bound.id, ...scope.functions] };
  const parameters = bound.parameters.map(declareLocal);
  // A local function may call itself: its body is compiled when it is first called.
  let body: Evaluate | undefined;
  return (frame) => {
    const made = isLambda ? snapshot(frame) : undefined;
    return (...operands) => {
      const { run } = frame;
      body ??= compileBody(inner, bound.body);
      run.enter();
      try {
        // A local function sees the variables as they are when it is called; lambdas in it keep those.
        const around = made ?? snapshot(frame);
        const own = new Frame(run, frame.context, new Array(bound.slots).fill(null), around);
        for (const [index, declare] of parameters.entries()) declare(own, operands[index]);
        const value = body(own);
        return value === undefined ? null : value;
      } finally {
        run.leave();
      }
    };
  };
}

/** Lambdas keep the variables of the turn of a loop that made them, not those of the next. */
function snapshot(frame: Frame): Frame {
  return new Frame(frame.run, frame.context, frame.locals.slice(), frame.parent);
}
