// A worker that makes the WAF's engine ready as a gateway's does: in turns, warmed, with the one before still
// there. Says of each program that it gets how long the turns were, and how long its event loop stood still.

import { on } from "node:events";
import { parentPort } from "node:worker_threads";
import { runTurn } from "#kernel/run-steps.ts";
import { buildWaf, type FastPlan, type Program, type Waf } from "#waf/waf.ts";

export type BuildOrder = { readonly program: Program; readonly plan: FastPlan };

export type BuildTimes = {
  /** Of all turns together. */
  readonly builtMs: number;
  /** From the begin of one turn to the begin of the next: with what the runtime does between them. */
  readonly longestMs: number;
};

/** The engine that was made last. */
const serving: { engine?: Waf } = {};

async function build({ program, plan }: BuildOrder): Promise<BuildTimes> {
  const steps = buildWaf(program, { plan, isWarmed: true });
  let builtMs = 0;
  let longestMs = 0;
  for (;;) {
    const beganMs = performance.now();
    const step = runTurn(steps, () => performance.now());
    builtMs += performance.now() - beganMs;
    await new Promise((resolve) => setImmediate(resolve));
    longestMs = Math.max(longestMs, performance.now() - beganMs);
    if (step.done !== true) continue;
    serving.engine = step.value;
    return { builtMs, longestMs };
  }
}

if (parentPort !== null) {
  for await (const [order] of on(parentPort, "message")) parentPort.postMessage(await build(order));
}
