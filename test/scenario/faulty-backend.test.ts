// Backends that die, stall, trickle, lie or babble: each failure has its status and its reason, no client
// takes half a response for a whole one, and no connection is left behind.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startDeafBackend } from "../harness/deaf-backend.ts";
import { pool, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { answering, type Behaviour, OK, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, pause, statusOf } from "../harness/raw-client.ts";

const REQUEST = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

const say =
  (...parts: string[]): Behaviour =>
  (socket) => {
    parts.forEach((part, i) => {
      setTimeout(() => socket.write(part, "latin1"), i * 30);
    });
  };
const sayAndEnd =
  (text: string): Behaviour =>
  (socket) =>
    socket.end(text, "latin1");
const sayAndReset =
  (text: string): Behaviour =>
  (socket) => {
    socket.write(text, "latin1", () => setTimeout(() => socket.resetAndDestroy(), 20));
  };

async function gatewayTo(ports: readonly number[], change = {}): Promise<TestGateway> {
  return startGateway({
    pools: [pool("up", ports, change)],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
  });
}

const LENGTH_10 = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

type Refusal = readonly [name: string, behaviour: Behaviour, status: number, reason: string];

/** Nothing of the response may be passed on. */
const refusals: readonly Refusal[] = [
  ["closes at once", (socket) => socket.end(), 502, "upstream-reset"],
  ["resets at once", (socket) => socket.resetAndDestroy(), 502, "upstream-reset"],
  ["never answers", () => {}, 504, "response-timeout"],
  ["stops in the head", say("HTTP/1.1 200 OK\r\nConte"), 504, "response-timeout"],
  ["closes in the head", sayAndEnd("HTTP/1.1 200 OK\r\nConte"), 502, "upstream-reset"],
  ["resets in the head", sayAndReset("HTTP/1.1 200 OK\r\n"), 502, "upstream-reset"],
  ["speaks another protocol", say("SSH-2.0-OpenSSH_9.2p1\r\n"), 502, "response-malformed"],
  ["answers garbage", say("\0\x01\x02garbage"), 502, "response-malformed"],
  ["has no status line", say("Content-Length: 0\r\n\r\n"), 502, "response-malformed"],
  ["gives a status that is none", say("HTTP/1.1 999 No\r\n\r\n"), 502, "response-malformed"],
  ["gives a status of two digits", say("HTTP/1.1 20 OK\r\n\r\n"), 502, "response-malformed"],
  ["ends lines with bare LF", say("HTTP/1.1 200 OK\nContent-Length: 0\n\n"), 502, "response-malformed"],
  ["folds a field", say("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n"), 502, "response-malformed"],
  ["puts a space before a colon", say("HTTP/1.1 200 OK\r\nX : a\r\n\r\n"), 502, "response-malformed"],
  [
    "gives two lengths",
    say("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    502,
    "response-malformed",
  ],
  [
    "gives a length that is none",
    say("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
    502,
    "response-malformed",
  ],
  [
    "gives length and coding",
    say("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    502,
    "response-malformed",
  ],
  [
    "uses an unknown coding",
    say("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"),
    502,
    "response-malformed",
  ],
  [
    "switches protocols unasked",
    say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
    502,
    "response-malformed",
  ],
  ["sends an endless head", say(`HTTP/1.1 200 OK\r\nX: ${"a".repeat(60_000)}`), 502, "response-too-large"],
  ["breaks its first chunk", say(`${CHUNKED}zz\r\n`), 502, "response-malformed"],
];

describe("a backend that", () => {
  for (const [name, behaviour, status, reason] of refusals) {
    it(`${name} gives ${status} (${reason})`, async () => {
      const backend = await startRawBackend(behaviour);
      const gateway = await gatewayTo([backend.port]);
      const reply = await exchangeRaw(gateway.port, REQUEST);
      assert.equal(statusOf(reply.bytes), status);
      const problem: unknown = JSON.parse(contentOf(reply.bytes));
      assert.ok(typeof problem === "object" && problem !== null && !("code" in problem));
      const [record] = await gateway.recorded(1);
      assert.equal(record?.reason, reason);
      assert.equal(record?.endStage, "forward");
      assert.equal(record?.member, `127.0.0.1:${backend.port}`);
      await pause(30);
      assert.equal(backend.openConnections(), 0);
      await gateway.close();
      await backend.close();
    });
  }

  /** The head is out: only a cut connection tells the client that the rest is missing. */
  const broken: readonly Refusal[] = [
    ["closes before the declared length", sayAndEnd(`${LENGTH_10}half`), 200, "response-incomplete"],
    ["resets in a body", sayAndReset(`${LENGTH_10}half`), 200, "response-incomplete"],
    ["stalls in a body", say(`${LENGTH_10}half`), 200, "response-body-timeout"],
    ["closes before the last chunk", sayAndEnd(`${CHUNKED}4\r\nhalf\r\n`), 200, "response-incomplete"],
    ["stalls in a chunk", say(`${CHUNKED}8\r\nhalf`), 200, "response-body-timeout"],
    ["breaks a later chunk", say(`${CHUNKED}4\r\nhalf\r\n`, "zz\r\n"), 200, "response-malformed"],
    [
      "resets instead of closing an unframed body",
      sayAndReset("HTTP/1.1 200 OK\r\n\r\nhalf"),
      200,
      "response-incomplete",
    ],
  ];
  for (const [name, behaviour, status, reason] of broken) {
    it(`${name} costs the client its connection (${reason})`, async () => {
      const backend = await startRawBackend(behaviour);
      const gateway = await gatewayTo([backend.port]);
      const reply = await exchangeRaw(gateway.port, REQUEST);
      assert.equal(reply.end, "reset");
      assert.ok(!reply.bytes.includes("0\r\n\r\n"), "no last chunk");
      const [record] = await gateway.recorded(1);
      assert.equal(record?.reason, reason);
      assert.equal(record?.endStage, "respond");
      assert.equal(record?.status, status);
      await pause(30);
      assert.equal(backend.openConnections(), 0);
      await gateway.close();
      await backend.close();
    });
  }

  it("refuses connections gives 502 (connect-refused)", async () => {
    const backend = await startRawBackend(answering(OK));
    await backend.close();
    const gateway = await gatewayTo([backend.port]);
    const reply = await exchangeRaw(gateway.port, REQUEST);
    assert.equal(statusOf(reply.bytes), 502);
    assert.equal((await gateway.recorded(1))[0]?.reason, "connect-refused");
    await gateway.close();
  });

  it("does not take connections gives 504 (connect-timeout)", async () => {
    const deaf = await startDeafBackend();
    const gateway = await gatewayTo([deaf.port]);
    const reply = await exchangeRaw(gateway.port, REQUEST);
    assert.equal(statusOf(reply.bytes), 504);
    assert.equal((await gateway.recorded(1))[0]?.reason, "connect-timeout");
    await gateway.close();
    await deaf.close();
  });

  it("sends more than it declared serves the declared part and loses its connection", async () => {
    const evil =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    const backend = await startRawBackend(answering(evil));
    const gateway = await gatewayTo([backend.port]);
    for (let i = 0; i < 2; i++) {
      const reply = await exchangeRaw(gateway.port, REQUEST);
      assert.equal(contentOf(reply.bytes), "ok");
    }
    assert.equal(backend.accepted(), 2);
    await gateway.close();
    await backend.close();
  });

  it("speaks after its response loses its connection, and nobody hears it", async () => {
    const backend = await startRawBackend((socket) => {
      socket.write(OK);
      setTimeout(() => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), 20);
    });
    const gateway = await gatewayTo([backend.port]);
    assert.equal(contentOf((await exchangeRaw(gateway.port, REQUEST)).bytes), "ok");
    await pause(60);
    assert.equal(backend.openConnections(), 0);
    assert.equal(contentOf((await exchangeRaw(gateway.port, REQUEST)).bytes), "ok");
    await gateway.close();
    await backend.close();
  });

  it("trickles its response is served whole", async () => {
    const parts = [..."HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"].map((c) => c);
    const backend = await startRawBackend((socket) => {
      parts.forEach((part, i) => {
        setTimeout(() => socket.write(part), i * 3);
      });
    });
    const gateway = await gatewayTo([backend.port]);
    const reply = await exchangeRaw(gateway.port, REQUEST);
    assert.equal(contentOf(reply.bytes), "hello");
    await gateway.close();
    await backend.close();
  });

  it("closed a kept-alive connection as our request crossed it does not cost the request", async () => {
    let requests = 0;
    const backend = await startRawBackend((socket, _piece, sofar) => {
      requests++;
      // The second request on a connection is answered with a close, as an idle time-out would.
      if (sofar.split("GET ").length > 2) socket.destroy();
      else socket.write(OK);
    });
    const gateway = await gatewayTo([backend.port]);
    for (let i = 0; i < 3; i++) {
      assert.equal(statusOf((await exchangeRaw(gateway.port, REQUEST)).bytes), 200);
    }
    assert.ok(requests > 3, "a request was repeated");
    await gateway.close();
    await backend.close();
  });

  it("dies is left out after its failures, and the others serve on", async () => {
    const good = await startRawBackend(answering(OK));
    const bad = await startRawBackend((socket) => socket.resetAndDestroy());
    const gateway = await gatewayTo([good.port, bad.port]);
    const statuses: number[] = [];
    for (let i = 0; i < 16; i++) {
      statuses.push(statusOf((await exchangeRaw(gateway.port, REQUEST)).bytes));
    }
    assert.equal(statuses.filter((status) => status === 502).length, 3);
    assert.ok(statuses.slice(6).every((status) => status === 200));
    await gateway.close();
    await good.close();
    await bad.close();
  });

  it("refuses connections has its requests served by another member", async () => {
    const good = await startRawBackend(answering(OK));
    const gone = await startRawBackend(answering(OK));
    await gone.close();
    const gateway = await gatewayTo([gone.port, good.port]);
    for (let i = 0; i < 6; i++) {
      const post = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab";
      assert.equal(statusOf((await exchangeRaw(gateway.port, post)).bytes), 200);
    }
    assert.ok(gateway.records.some((x) => x.attempts === 2));
    await gateway.close();
    await good.close();
  });

  it("has no room for another connection gives 503 (pool-exhausted)", async () => {
    const backend = await startRawBackend(() => {});
    const gateway = await gatewayTo([backend.port], { maxConnections: 1 });
    const first = exchangeRaw(gateway.port, REQUEST);
    await pause(50);
    const second = await exchangeRaw(gateway.port, REQUEST);
    assert.equal(statusOf(second.bytes), 503);
    assert.equal((await gateway.recorded(1))[0]?.reason, "pool-exhausted");
    assert.equal(statusOf((await first).bytes), 504);
    await gateway.close();
    await backend.close();
  });
});
