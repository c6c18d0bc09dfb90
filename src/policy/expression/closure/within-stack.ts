// The stack of JavaScript as a budget: an expression that nests more than it holds ends as one that nests
// more than it may. (Run.enter counts functions; how deep the expressions in them nest decides the rest.)

import { BudgetExceeded } from "../../value/budget-exceeded.ts";
import type { Run } from "../../value/run.ts";

type Evaluate = (run: Run, context: unknown) => unknown;

export function withinStack(evaluate: Evaluate): Evaluate {
  return (run, context) => {
    try {
      return evaluate(run, context);
    } catch (error) {
      const isStack = error instanceof RangeError && error.message.includes("call stack");
      throw isStack ? new BudgetExceeded("depth") : error;
    }
  };
}
