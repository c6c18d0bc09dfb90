import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { it } from "node:test";
import { Deadlines } from "#kernel/deadlines.ts";
import { type Body, wholeBody } from "./body.ts";
import { ClientConnection, type ClientRequest } from "./client-connection.ts";
import { makeField } from "./field.ts";
import { Transport } from "./transport.ts";

const limits = {
  ...{ requestLineBytes: 8192, headBytes: 32_768, headerCount: 100 },
  ...{ responseTimeoutMs: 5000, bodyTimeoutMs: 5000, idleTimeoutMs: 5000, streamTimeoutMs: 5000 },
};
const HEAD = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const INNER = "0\r\n\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n";

/** What a backend gets of a request whose body is whole when it is sent. */
async function sent(isChunked: boolean, body: Body): Promise<string> {
  let received = "";
  const server = createServer((socket) => {
    socket.on("data", (bytes) => {
      received += bytes.toString("latin1");
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A TCP server's address.
  const transport = Transport.connect({ host: "127.0.0.1", port }, false);
  await once(transport.socket, "connect");
  const deadlines = new Deadlines();
  try {
    await new Promise<void>((resolve, reject) => {
      const owner = { free: () => {}, lost: () => {} };
      const connection = new ClientConnection(transport, "127.0.0.1", limits, deadlines, owner);
      const request: ClientRequest = { method: "POST", headWire: HEAD, isChunked, body, upgrade: "" };
      connection.send(request, {
        interim: () => {},
        response: () => resolve(),
        upgraded: () => reject(new Error("upgraded")),
        failed: (code, detail) => reject(new Error(`${code}: ${detail}`)),
      });
    });
  } finally {
    deadlines.close();
    transport.destroy();
    server.close();
  }
  return received;
}

it("a body that came to its end after its head was written goes out as the head says", async () => {
  const chunk = `${INNER.length.toString(16)}\r\n${INNER}\r\n`;
  assert.equal(await sent(true, wholeBody(INNER)), `${HEAD}${chunk}0\r\n\r\n`);
  assert.equal(await sent(true, wholeBody("")), `${HEAD}0\r\n\r\n`);
  const trailers = [makeField("X-Sum", "1")];
  assert.equal(await sent(true, { ...wholeBody(INNER), trailers }), `${HEAD}${chunk}0\r\nX-Sum: 1\r\n\r\n`);
  assert.equal(await sent(false, wholeBody("ab")), `${HEAD}ab`);
});

it("a body that is taken over while its taker has no room is read on when there is", async () => {
  const server = createServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    socket.once("data", () => socket.end("67890"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A TCP server's address.
  const transport = Transport.connect({ host: "127.0.0.1", port }, false);
  await once(transport.socket, "connect");
  const deadlines = new Deadlines();
  const owner = { free: () => {}, lost: () => {} };
  const connection = new ClientConnection(transport, "127.0.0.1", limits, deadlines, owner);
  const body = wholeBody("");
  const request: ClientRequest = { method: "GET", headWire: "", isChunked: false, body, upgrade: "" };
  const seen: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const sink = {
      data: (chunk: string) => seen.push(chunk) > 0,
      end: () => resolve(),
      fail: (reason: string) => reject(new Error(reason)),
    };
    connection.send(request, {
      interim: () => {},
      response: (_head, { prefix, rest }) => {
        seen.push(prefix);
        rest?.start(sink, true);
        assert.equal(transport.isPaused, true);
        rest?.resume();
        assert.equal(transport.isPaused, false);
        transport.write("go on");
      },
      upgraded: () => reject(new Error("upgraded")),
      failed: (code, detail) => reject(new Error(`${code}: ${detail}`)),
    });
  });
  assert.deepEqual(seen, ["12345", "67890"]);
  deadlines.close();
  transport.destroy();
  server.close();
});
