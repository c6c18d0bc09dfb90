// Server-sent events through the gateway, over HTTP/1.1 and HTTP/2: each event comes when it is sent, silence
// lasts as long as streams may be silent, and a client that leaves frees the backend.

import assert from "node:assert/strict";
import { connect as connectH2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { describe, it } from "node:test";
import { listener, pool, route, site, startGateway, testLimits } from "../harness/gateway.ts";
import { type Behaviour, startRawBackend } from "../harness/raw-backend.ts";
import { pause } from "../harness/raw-client.ts";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

const event = (text: string): string => {
  const content = `data: ${text}\n\n`;
  return `${content.length.toString(16)}\r\n${content}\r\n`;
};

type Listening = {
  /** What has come of the body. */
  received(): string;
  /** The connection, or the stream, has ended. */
  hasEnded(): boolean;
  leave(): void;
};

function listenH1(port: number): Listening {
  const socket = connect({ port, host: "127.0.0.1" });
  let bytes = "";
  let hasEnded = false;
  socket.on("data", (chunk) => {
    bytes += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    hasEnded = true;
  });
  socket.write("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  return { received: () => bytes, hasEnded: () => hasEnded, leave: () => socket.destroy() };
}

function listenH2(port: number): Listening {
  const session = connectH2(`http://127.0.0.1:${port}`);
  session.on("error", () => {});
  const stream = session.request({ ":path": "/events" });
  let body = "";
  let hasEnded = false;
  stream.setEncoding("latin1");
  stream.on("data", (chunk: string) => {
    body += chunk;
  });
  stream.on("error", () => {});
  stream.on("close", () => {
    hasEnded = true;
  });
  return { received: () => body, hasEnded: () => hasEnded, leave: () => session.destroy() };
}

async function until(isSo: () => boolean, waitMs = 5000): Promise<boolean> {
  for (const end = Date.now() + waitMs; Date.now() < end && !isSo(); ) await pause(5);
  return isSo();
}

for (const [name, listen] of [
  ["HTTP/1.1", listenH1],
  ["HTTP/2", listenH2],
] as const) {
  describe(`server-sent events over ${name}`, () => {
    it("come one by one, though minutes pass between them; who leaves frees the backend", async () => {
      let socket: Socket | undefined;
      const behaviour: Behaviour = (from) => {
        socket = from;
        from.write(HEAD + event("first"));
      };
      const backend = await startRawBackend(behaviour);
      const gateway = await startGateway({
        listeners: [listener({ http2: true })],
        limits: { ...testLimits, streamTimeoutMs: 60_000 },
        pools: [pool("up", [backend.port], { bodyTimeoutMs: 200 })],
        sites: [site([route("/*", { kind: "pool", pool: "up" })])],
      });
      const client = listen(gateway.port);
      assert.ok(await until(() => client.received().includes("data: first\n\n")));
      // Longer than any other body may pause.
      await pause(1000);
      assert.ok(!client.hasEnded());
      socket?.write(event("second"));
      assert.ok(await until(() => client.received().includes("data: second\n\n")));
      client.leave();
      // Over HTTP/1.1 a closed socket may be one that still reads: the next event tells.
      const isFree = (): boolean => {
        if (backend.openConnections() > 0) socket?.write(event("nobody"));
        return backend.openConnections() === 0;
      };
      assert.ok(await until(isFree));
      const [line] = await gateway.recorded(1);
      assert.deepEqual([line?.status, line?.reason], [200, "client-gone"]);
      assert.deepEqual(gateway.defects, []);
      await gateway.close();
      await backend.close();
    });

    it("end as broken after the time that a stream may be silent", async () => {
      const backend = await startRawBackend((from) => from.write(HEAD + event("only")));
      const gateway = await startGateway({
        listeners: [listener({ http2: true })],
        limits: { ...testLimits, streamTimeoutMs: 600 },
        pools: [pool("up", [backend.port], { bodyTimeoutMs: 200 })],
        sites: [site([route("/*", { kind: "pool", pool: "up" })])],
      });
      const client = listen(gateway.port);
      assert.ok(await until(() => client.hasEnded()));
      assert.equal((await gateway.recorded(1))[0]?.reason, "response-body-timeout");
      client.leave();
      await gateway.close();
      await backend.close();
    });
  });
}
