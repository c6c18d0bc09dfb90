// Sides that are slow, stop, or answer before they have heard all: time-outs with their reasons, nothing
// held for ever, no connection left behind.

import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { describe, it } from "node:test";
import { pool, route, site, startGateway, type TestGateway, testLimits } from "../harness/gateway.ts";
import { type Behaviour, OK, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, pause, statusOf } from "../harness/raw-client.ts";

async function through(
  behaviour: Behaviour,
  use: (gateway: TestGateway, backend: RawBackend) => Promise<void>,
): Promise<void> {
  const backend = await startRawBackend(behaviour);
  const gateway = await startGateway({
    limits: { ...testLimits, bodyBytes: 64 * 1024 * 1024 },
    pools: [pool("up", [backend.port])],
    sites: [
      site([
        route("/sink", { kind: "sinkpool", name: "default", status: 404 }),
        route("/*", { kind: "pool", pool: "up" }),
      ]),
    ],
  });
  try {
    await use(gateway, backend);
    for (let i = 0; i < 100 && backend.openConnections() > 0; i++) await pause(20);
    assert.equal(backend.openConnections(), 0, "no connection is left at the backend");
  } finally {
    await gateway.close();
    await backend.close();
  }
}

const upload = (bytes: number, path = "/"): string =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${bytes}\r\n\r\n`;

describe("a client that", () => {
  it("stops in the middle of a body by length gets 408, and the backend never gets a whole request", async () => {
    await through(
      () => {},
      async (gateway, backend) => {
        const reply = await exchangeRaw(gateway.port, `${upload(10)}half`);
        assert.equal(statusOf(reply.bytes), 408);
        assert.equal(reply.end, "closed");
        assert.equal((await gateway.recorded(1))[0]?.reason, "body-timeout");
        assert.ok(backend.received().endsWith("half"));
      },
    );
  });

  it("stops in the middle of a chunked body gets 408, and the backend never gets a last chunk", async () => {
    await through(
      () => {},
      async (gateway, backend) => {
        const head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        const reply = await exchangeRaw(gateway.port, `${head}4\r\nhalf\r\n`);
        assert.equal(statusOf(reply.bytes), 408);
        assert.equal((await gateway.recorded(1))[0]?.reason, "body-timeout");
        assert.ok(!backend.received().includes("0\r\n\r\n"));
      },
    );
  });

  it("sends its body drop by drop gets 408 when its time for the whole request is over", async () => {
    const backend = await startRawBackend(() => {});
    const gateway = await startGateway({
      limits: { ...testLimits, bodyTimeoutMs: 10_000, requestTimeoutMs: 600 },
      pools: [pool("up", [backend.port])],
      sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    });
    const drops = Array.from({ length: 400 }, () => "x");
    const reply = await exchangeRaw(gateway.port, [upload(drops.length), ...drops], { waitMs: 20_000 });
    assert.equal(statusOf(reply.bytes), 408);
    assert.equal((await gateway.recorded(1))[0]?.reason, "request-timeout");
    assert.ok((gateway.records[0]?.requestBytes ?? 0) < upload(drops.length).length + drops.length);
    await gateway.close();
    await backend.close();
  });

  it("breaks its chunks after the first read gets 400, and the backend never gets a last chunk", async () => {
    await through(
      () => {},
      async (gateway, backend) => {
        const head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        const reply = await exchangeRaw(gateway.port, [`${head}4\r\nhalf\r\n`, "zz\r\n"]);
        assert.equal(statusOf(reply.bytes), 400);
        assert.equal((await gateway.recorded(1))[0]?.reason, "chunk-malformed");
        assert.ok(!backend.received().includes("0\r\n\r\n"));
      },
    );
  });

  it("sends a chunked body past the limit gets 413", async () => {
    await through(
      () => {},
      async (gateway) => {
        const head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        const chunk = `400000\r\n${"a".repeat(0x400000)}\r\n`;
        const reply = await exchangeRaw(gateway.port, [head, ...Array.from({ length: 20 }, () => chunk)]);
        assert.equal(statusOf(reply.bytes), 413);
        assert.equal((await gateway.recorded(1))[0]?.reason, "body-too-large");
      },
    );
  });

  it("ends its side in the middle of a body is gone", async () => {
    await through(
      () => {},
      async (gateway) => {
        const reply = await exchangeRaw(gateway.port, [upload(10), "half"], { halfClose: true });
        assert.ok(!reply.bytes.includes("HTTP/1.1"));
        assert.equal((await gateway.recorded(1))[0]?.reason, "client-gone");
      },
    );
  });

  it("ends its side after its request still gets the answer", async () => {
    await through(
      (socket) => setTimeout(() => socket.end(OK), 50),
      async (gateway) => {
        const request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        const reply = await exchangeRaw(gateway.port, request, { halfClose: true });
        assert.equal(statusOf(reply.bytes), 200);
        assert.equal(reply.end, "closed");
      },
    );
  });

  it("goes away while it waits is called off at the backend", async () => {
    await through(
      () => {},
      async (gateway) => {
        const socket = connect({ port: gateway.port, host: "127.0.0.1" });
        socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await pause(50);
        socket.resetAndDestroy();
        const [record] = await gateway.recorded(1);
        assert.equal(record?.reason, "client-gone");
        assert.equal(record?.status, 499);
        assert.equal(record?.endStage, "forward");
      },
    );
  });

  it("stops reading its answer is cut off, and the backend is let go", async () => {
    const piece = "x".repeat(65_536);
    await through(
      (socket) => {
        socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        const push = (): void => {
          while (!socket.destroyed && socket.write(`10000\r\n${piece}\r\n`));
        };
        socket.on("drain", push);
        push();
      },
      async (gateway) => {
        const socket = connect({ port: gateway.port, host: "127.0.0.1" });
        socket.on("error", () => {});
        socket.pause();
        socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        const [record] = await gateway.recorded(1);
        assert.equal(record?.reason, "client-stalled");
        assert.equal(record?.endStage, "respond");
        socket.destroy();
      },
    );
  });
});

describe("a backend that", () => {
  it("stops reading an upload gives 504", async () => {
    const stuck: Socket[] = [];
    await through(
      (socket) => {
        if (stuck.includes(socket)) return;
        socket.pause();
        stuck.push(socket);
      },
      async (gateway) => {
        const body = "a".repeat(32 * 1024 * 1024);
        const reply = await exchangeRaw(gateway.port, [upload(body.length), body]);
        assert.equal(statusOf(reply.bytes), 504);
        assert.equal((await gateway.recorded(1))[0]?.reason, "response-timeout");
        for (const socket of stuck) socket.resume();
      },
    );
  });

  it("reads an upload late does not use up the client's time for it", async () => {
    const waits: Socket[] = [];
    const backend = await startRawBackend((socket, piece) => {
      if (!waits.includes(socket)) {
        waits.push(socket);
        socket.pause();
        setTimeout(() => socket.resume(), 4000);
      }
      if (piece.endsWith("END")) socket.end(OK);
    });
    const gateway = await startGateway({
      limits: { ...testLimits, bodyBytes: 64 * 1024 * 1024, bodyTimeoutMs: 10_000, requestTimeoutMs: 2500 },
      pools: [pool("up", [backend.port], { bodyTimeoutMs: 10_000, responseTimeoutMs: 10_000 })],
      sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    });
    const body = `${"a".repeat(32 * 1024 * 1024)}END`;
    const reply = await exchangeRaw(gateway.port, [upload(body.length), body], { waitMs: 20_000 });
    assert.equal(statusOf(reply.bytes), 200);
    await gateway.close();
    await backend.close();
  });

  it("answers before it has read all of an upload has its answer passed on", async () => {
    await through(
      (socket, _piece, sofar) => {
        if (sofar.includes("\r\n\r\n") && socket.writable) {
          socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        }
      },
      async (gateway) => {
        const reply = await exchangeRaw(gateway.port, [upload(500_000), "a".repeat(1000)]);
        assert.equal(statusOf(reply.bytes), 403);
        assert.ok(reply.bytes.endsWith("\r\n\r\nno"));
        assert.equal((await gateway.recorded(1))[0]?.reason, "");
      },
    );
  });
});
