// One of the threads that call at once.

import { workerData } from "node:worker_threads";
import { openFleetView } from "#fleet/memory-fleet.ts";
import { Limiter } from "#traffic/limiter.ts";
import { LoadBoard, type LoadThreadData, offerCalls } from "./limit-load.ts";

// The one who starts this file gives it nothing else.
const { memory, scenario, thread, board: buffer } = workerData as LoadThreadData;
const board = new LoadBoard(buffer);
const clock = { monotonicMs: board.nowMs, wallMs: board.nowMs };
const limiter = new Limiter(openFleetView(memory, thread, clock).counters);

let turn = 0;
for (const [at] of scenario.moments.entries()) {
  turn = board.waitForTurnAfter(turn);
  board.endTurn(at, offerCalls(limiter, scenario, thread));
}
