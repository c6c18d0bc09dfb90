// One of several threads that use the same fleet memory at once, as hard as they can.

import { parentPort, workerData } from "node:worker_threads";
import { type FleetMemory, openFleetView } from "#fleet/memory-fleet.ts";

export type HammerTask =
  | { readonly kind: "take"; readonly key: string; readonly limit: number; readonly windowMs: number }
  | { readonly kind: "spend"; readonly key: string; readonly limit: number }
  | { readonly kind: "churn"; readonly keys: number; readonly rounds: number }
  | { readonly kind: "hold"; readonly keys: number; readonly limit: number; readonly held: SharedArrayBuffer }
  | { readonly kind: "decide"; readonly always: string; readonly never: string };

export type HammerData = {
  readonly memory: FleetMemory;
  readonly task: HammerTask;
  /** The thread's number. */
  readonly index: number;
  /** Threads that are ready, and then 1 to start and 2 to stop. */
  readonly gate: SharedArrayBuffer;
};

export type HammerResult = {
  readonly granted: number;
  readonly refunded: number;
  readonly asked: number;
  readonly wrong: number;
};

const FOREVER = { startMs: 0, endMs: Number.POSITIVE_INFINITY };

function hammer({ memory, task, gate, index }: HammerData): HammerResult {
  const { counters, lists, permits } = openFleetView(memory, index);
  const signal = new Int32Array(gate);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
  Atomics.wait(signal, 1, 0);
  const result = { granted: 0, refunded: 0, asked: 0, wrong: 0 };
  /** The memory driver answers at once. */
  const isGranted = (verdict: unknown): boolean => (verdict as { allowed: boolean }).allowed;
  while (Atomics.load(signal, 1) === 1) {
    result.asked++;
    switch (task.kind) {
      case "take": {
        if (!isGranted(counters.take(task.key, task.limit, task.windowMs, 1, "block"))) break;
        result.granted++;
        if (result.granted % 3 !== 0) break;
        void counters.refund(task.key, task.windowMs, 1);
        result.refunded++;
        break;
      }
      case "spend":
        if (isGranted(counters.spend(task.key, task.limit, FOREVER, 1, "block"))) result.granted++;
        break;
      case "churn":
        for (let key = 0; key < task.keys; key++) {
          if (isGranted(counters.take(`key ${key}`, 1, 86_400_000, 1, "block"))) result.granted++;
        }
        break;
      case "hold": {
        const key = result.asked % task.keys;
        const permit = permits.acquire(`key ${key}`, task.limit, "block");
        if (permit === undefined) break;
        result.granted++;
        const held = new Int32Array(task.held);
        if (Atomics.add(held, key, 1) + 1 > task.limit) result.wrong++;
        Atomics.sub(held, key, 1);
        permit.release();
        break;
      }
      case "decide":
        if (lists.decide(task.always).kind !== "ban" || lists.decide(task.never).kind !== "none")
          result.wrong++;
    }
  }
  return result;
}

// The test starts this file with no other data.
if (parentPort !== null) parentPort.postMessage(hammer(workerData as HammerData));
