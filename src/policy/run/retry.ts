// How `retry` runs: once, then again while its condition is true, `count` times at most. The time between
// grows by `delta` where that is given, doubled each time with a `max-interval`.

import type { PolicyCall } from "../plan/policy-call.ts";
import { runStatements } from "../plan/run-statements.ts";
import type { PolicyCompiler, StepResult } from "../plan/step.ts";
import type { Value } from "../plan/value.ts";

type Pace = {
  readonly interval: Value<number>;
  /** Seconds; undefined where it is not given. */
  readonly delta: Value<number> | undefined;
  readonly maxInterval: Value<number> | undefined;
  readonly isFirstFast: Value<boolean>;
};

export const retry: PolicyCompiler = (element) => {
  const condition = element.bool("condition", false);
  const count = element.number("count", 1);
  const pace: Pace = {
    interval: element.number("interval", 0),
    delta: element.has("delta") ? element.number("delta", 0) : undefined,
    maxInterval: element.has("max-interval") ? element.number("max-interval", 0) : undefined,
    isFirstFast: element.bool("first-fast-retry", false),
  };
  const statements = element.statements();
  return async (call): Promise<StepResult> => {
    const times = count(call);
    for (let tries = 0; ; tries++) {
      const result = await runStatements(call, statements);
      if (result === "end") return "end";
      if (tries >= times || !condition(call)) return undefined;
      call.note("retry", String(tries + 1));
      const seconds = waitSeconds(call, pace, tries);
      if (seconds > 0) await call.ports.delay(seconds * 1000);
    }
  };
};

/**
 * The reference's formulas: interval; interval + delta × n; with a maximum, interval + (2^n − 1) × delta
 * with some randomness, which we take from 0.8 to 1.2.
 * @param tries that were made before the last one
 */
function waitSeconds(call: PolicyCall, pace: Pace, tries: number): number {
  if (tries === 0 && pace.isFirstFast(call)) return 0;
  const interval = pace.interval(call);
  if (pace.delta === undefined) return interval;
  const delta = pace.delta(call);
  if (pace.maxInterval === undefined) return interval + delta * tries;
  const spread = 0.8 + 0.4 * call.ports.world.random();
  return Math.min(interval + (2 ** tries - 1) * delta * spread, pace.maxInterval(call));
}
