// A listening socket that nobody accepts from, its queue full: the kernel drops further handshakes, as an
// overloaded machine or a firewall does.

import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";

const code = `
  const { parentPort, workerData } = require("node:worker_threads");
  const server = require("node:net").createServer(() => {});
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    // Blocks this thread's event loop: nothing is accepted from now on.
    setImmediate(() => Atomics.wait(new Int32Array(workerData), 0, 0));
  });
`;

export async function startDeafBackend(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const gate = new SharedArrayBuffer(4);
  const worker = new Worker(code, { eval: true, workerData: gate });
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const fillers: Socket[] = [];
  for (let i = 0; i < 8; i++) {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("error", () => {});
    fillers.push(socket);
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    port,
    close: async () => {
      for (const socket of fillers) socket.destroy();
      Atomics.store(new Int32Array(gate), 0, 1);
      Atomics.notify(new Int32Array(gate), 0);
      await worker.terminate();
    },
  };
}
