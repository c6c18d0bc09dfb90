// A listening socket that nobody accepts from, its queue full: the kernel drops further handshakes, as an
// overloaded machine or a firewall does. It can be made to hear, and then answers each connection once.

import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";

const code = `
  const { parentPort, workerData } = require("node:worker_threads");
  const server = require("node:net").createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      parentPort.postMessage(bytes.toString("latin1"));
      socket.end("HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok");
    });
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    // Blocks this thread's event loop: nothing is accepted until it is told to.
    setImmediate(() => Atomics.wait(new Int32Array(workerData), 0, 0));
  });
`;

export type DeafBackend = {
  readonly port: number;
  /** Accepts from now on; who has knocked in vain is let in when the kernel knocks again, after a second. */
  hear(): void;
  /** All bytes received. */
  received(): string;
  close(): Promise<void>;
};

export async function startDeafBackend(): Promise<DeafBackend> {
  const gate = new SharedArrayBuffer(4);
  const worker = new Worker(code, { eval: true, workerData: gate });
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  let received = "";
  worker.on("message", (bytes: string) => {
    received += bytes;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const fillers: Socket[] = [];
  for (let i = 0; i < 8; i++) {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("error", () => {});
    fillers.push(socket);
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  const hear = (): void => {
    for (const socket of fillers) socket.destroy();
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
  };
  return {
    port,
    hear,
    received: () => received,
    close: async () => {
      hear();
      await worker.terminate();
    },
  };
}
