// What a call costs of a counter: `increment-condition` and `increment-count` of the by-key policies.

import type { StatementReader } from "../plan/statement-reader.ts";
import type { Value } from "../plan/value.ts";
import { wholeNumberIn } from "./whole-number.ts";

export type CounterCost = {
  /** 0 where the call does not count. @throws ClrException where an expression gives no whole number */
  readonly costOf: Value<number>;
  /** An expression says so, which may look at the response. */
  readonly isKnownLater: boolean;
};

const MAX_COUNT = 2 ** 31 - 1;

export function counterCost(element: StatementReader): CounterCost {
  const condition = element.bool("increment-condition", true);
  const count = element.number("increment-count", 1);
  return {
    costOf: (call) => (condition(call) ? wholeNumberIn("increment-count", count(call), 0, MAX_COUNT) : 0),
    isKnownLater: element.isExpression("increment-condition") || element.isExpression("increment-count"),
  };
}
