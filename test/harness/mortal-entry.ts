// The program's entry for threads, and a way for a test to kill one: by its name, over a broadcast channel
// that the test names in the environment.

import { BroadcastChannel, isMainThread, workerData } from "node:worker_threads";

export type Death = { readonly thread: string };

const name = workerData?.role === "gateway" ? `gateway ${workerData.index}` : "control";

if (!isMainThread) {
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
  await import("../../src/main.ts");
}
