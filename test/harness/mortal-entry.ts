// Starts the program's threads as src/main.ts does, and lets a test kill one: by its name, over a broadcast
// channel that the test names in the environment.

import { BroadcastChannel, parentPort, workerData } from "node:worker_threads";
import { startControlWorker } from "#control/control-worker.ts";
import { startGatewayWorker } from "#gateway/worker.ts";
import { startStoreThread } from "#store/store-thread.ts";

export type Death = { readonly thread: string };

const name = workerData?.role === "gateway" ? `gateway ${workerData.index}` : workerData?.role;

if (parentPort !== null) {
  const channel = new BroadcastChannel(process.env["PORTCULLIS_TEST_CHANNEL"] ?? "");
  channel.unref();
  channel.onmessage = (event) => {
    // The test on the other end sends nothing else.
    const { thread } = (event as unknown as { data: Death }).data;
    if (thread !== name) return;
    // Outside the channel's own handling of errors.
    setImmediate(() => {
      throw new Error("killed by a test");
    });
  };
  if (workerData.role === "gateway") startGatewayWorker(workerData, parentPort);
  else if (workerData.role === "store") startStoreThread(workerData, parentPort);
  else startControlWorker(workerData, "0.0.0", parentPort);
}
