// HTTP/2 from clients, by prior knowledge, to backends that speak HTTP/1.1: requests, bodies, limits, and
// what becomes of connections.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Snapshot } from "#snapshot/snapshot.ts";
import {
  listener,
  pool,
  route,
  site,
  startGateway,
  type TestGateway,
  testLimits,
} from "../harness/gateway.ts";
import { H2Client } from "../harness/h2-client.ts";
import {
  END_STREAM,
  frame,
  get,
  headers,
  opening,
  post,
  RawH2Client,
  Type,
  windows,
} from "../harness/h2-frames.ts";
import { answering, type Behaviour, OK, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, pause, statusOf } from "../harness/raw-client.ts";

type Use = (gateway: TestGateway, backend: RawBackend) => Promise<void>;

async function through(behaviour: Behaviour, use: Use, change: Partial<Snapshot> = {}): Promise<void> {
  const backend = await startRawBackend(behaviour);
  const gateway = await startGateway({
    listeners: [listener({ http2: true })],
    pools: [pool("up", [backend.port], { connectTimeoutMs: 5000, responseTimeoutMs: 5000 })],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    ...change,
  });
  try {
    await use(gateway, backend);
    assert.deepEqual(gateway.defects, []);
  } finally {
    await gateway.close();
    await backend.close();
  }
}

const BAD = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

/** Answers with the request it got, as text. */
const echo: Behaviour = answering(
  (request) => `HTTP/1.1 200 OK\r\nContent-Length: ${request.length}\r\n\r\n${request}`,
);

async function asking(behaviour: Behaviour, use: (client: H2Client, gateway: TestGateway) => Promise<void>) {
  await through(behaviour, async (gateway) => {
    const client = new H2Client(gateway.port);
    await use(client, gateway);
    client.close();
  });
}

describe("a request over HTTP/2", () => {
  it("reaches a backend as HTTP/1.1, its cookies one field again", async () => {
    await asking(echo, async (client, gateway) => {
      const answer = await client.ask({ ":path": "/a?b=c", cookie: ["x=1", "y=2"], "x-a": ["1", "2"] });
      assert.equal(answer.status, 200);
      assert.match(answer.body, /^GET \/a\?b=c HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nx-a: 1\r\nx-a: 2\r\n/);
      assert.match(answer.body, /\r\ncookie: x=1; y=2\r\n/);
      assert.match(answer.body, /\r\nVia: 2\.0 portcullis\r\n/);
      const [line] = await gateway.recorded(1);
      assert.equal(line?.protocol, "HTTP/2.0");
      assert.equal(line?.status, 200);
      assert.equal(line?.host, `127.0.0.1:${gateway.port}`);
      assert.equal(answer.headers["x-request-id"], line?.requestId);
    });
  });

  it("is one of many on its connection, and each gets its own answer", async () => {
    await asking(echo, async (client) => {
      const paths = Array.from({ length: 60 }, (_, i) => `/${i}`);
      const answers = await Promise.all(paths.map((path) => client.ask({ ":path": path })));
      for (const [i, { body }] of answers.entries()) assert.ok(body.startsWith(`GET /${i} `), body);
    });
  });

  it("keeps body and trailers, however many come at once", async () => {
    const behaviour = answering((request) => (request.includes("\r\nx-t: 1\r\n\r\n") ? OK : BAD));
    await through(behaviour, async (gateway) => {
      const client = new RawH2Client(gateway.port);
      const ids = Array.from({ length: 60 }, (_, i) => 2 * i + 1);
      const requests = ids.flatMap((id) => [
        headers(id, post(), 0),
        frame(Type.data, 0, id, "12345"),
        headers(id, [["x-t", "1"]], END_STREAM),
      ]);
      client.send(opening(), ...requests);
      await client.until(() => ids.every((id) => client.hasEnded(id)));
      assert.deepEqual(new Set(ids.map((id) => client.statusOf(id))), new Set([200]));
      client.close();
    });
  });

  for (const [name, fields, framing] of [
    ["a length", { "content-length": 10 }, "Content-Length: 10"],
    ["no length", {}, "Transfer-Encoding: chunked"],
  ] as const) {
    it(`sends a body with ${name} in pieces`, async () => {
      await asking(echo, async (client) => {
        const answer = await client.ask({ ":method": "POST", ...fields }, ["hello", "world"]);
        assert.ok(answer.body.includes(`\r\n${framing}\r\n\r\n`), answer.body);
        const content = answer.body.slice(answer.body.indexOf("\r\n\r\n") + 4);
        assert.equal(content.replaceAll(/[50]?\r\n/g, ""), "helloworld");
      });
    });
  }

  it("passes trailers both ways", async () => {
    const behaviour = answering(
      (request) =>
        `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${request.length.toString(16)}\r\n${request}\r\n0\r\nX-Sum: 7\r\n\r\n`,
    );
    await asking(behaviour, async (client) => {
      const answer = await client.ask({ ":method": "POST" }, ["hi"], {
        "x-end": "1",
        "content-type": "evil",
      });
      assert.ok(answer.body.endsWith("\r\n0\r\nx-end: 1\r\n\r\n"), answer.body);
      assert.equal(answer.trailers["x-sum"], "7");
    });
  });

  it("by HEAD gets the length and no body; a 204 and a 304 get none either", async () => {
    await asking(answering("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"), async (client) => {
      const head = await client.ask({ ":method": "HEAD" });
      assert.deepEqual([head.status, head.headers["content-length"], head.body], [200, "7", ""]);
    });
    for (const status of ["204 No Content", "304 Not Modified"]) {
      await asking(answering(`HTTP/1.1 ${status}\r\nETag: "1"\r\n\r\n`), async (client) => {
        const got = await client.ask({});
        assert.deepEqual([`${got.status}`, got.headers.etag, got.body], [status.slice(0, 3), '"1"', ""]);
      });
    }
  });

  it("gets nothing of the backend's connection", async () => {
    const response =
      "HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nX-End: 1\r\nContent-Length: 2\r\n\r\nok";
    await asking(answering(response), async (client) => {
      const { headers: got } = await client.ask({});
      assert.equal(got["x-end"], "1");
      for (const name of ["connection", "x-hop", "keep-alive", "transfer-encoding"])
        assert.ok(!(name in got));
    });
  });

  it("is answered to the full though it was not heard to the full", async () => {
    const big = "x".repeat(200_000);
    const early: Behaviour = (socket, piece) => {
      if (piece.startsWith("POST"))
        socket.write(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${big.length}\r\n\r\n${big}`);
    };
    await through(early, async (gateway) => {
      const client = new RawH2Client(gateway.port);
      client.send(opening(), windows(1_000_000), headers(1, post([["content-length", "20"]]), 0));
      client.send(frame(Type.data, 0, 1, "ten bytes "));
      assert.ok(await client.until(() => client.hasEnded(1)));
      assert.equal(client.statusOf(1), 403);
      const content = client.frames.filter(({ type }) => type === Type.data);
      assert.equal(
        content.reduce((sum, { payload }) => sum + payload.length, 0),
        big.length,
      );
      assert.ok(await client.until(() => client.resetOf(1) === 0), "the client is told to send no more");
      client.close();
    });
  });
});

describe("a connection of HTTP/2", () => {
  it("shares its port with HTTP/1.1, whatever the pieces that the first bytes come in", async () => {
    await through(answering(OK), async (gateway) => {
      const plain = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      for (const parts of [
        [plain],
        ["G", plain.slice(1)],
        ["P", "RI / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
      ]) {
        assert.equal(statusOf((await exchangeRaw(gateway.port, parts)).bytes), 200);
      }
      const client = new RawH2Client(gateway.port);
      const bytes = Buffer.concat([opening(), headers(1, get())]);
      for (const at of [0, 1, 2, 20, 23, 24, 25, 40]) {
        client.send(
          bytes.subarray(
            at,
            [1, 2, 20, 23, 24, 25, 40, bytes.length].find((end) => end > at),
          ),
        );
        await pause(5);
      }
      assert.ok(await client.until(() => client.hasEnded(1)));
      assert.equal(client.statusOf(1), 200);
      client.close();
    });
  });

  it("is not spoken where the listener was not told to, nor by Upgrade", async () => {
    await through(
      answering(OK),
      async (gateway) => {
        const reply = await exchangeRaw(gateway.port, opening().toString("latin1"));
        assert.equal(statusOf(reply.bytes), 505);
      },
      { listeners: [listener()] },
    );
    await through(echo, async (gateway) => {
      const ask = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings, close\r\n";
      const reply = await exchangeRaw(
        gateway.port,
        `${ask}Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
      );
      assert.equal(statusOf(reply.bytes), 200);
      assert.doesNotMatch(reply.bytes, /h2c|settings/i);
    });
  });

  it("that drains finishes what is under way and takes nothing more", async () => {
    let answer = (): void => {};
    const slow: Behaviour = (socket) => {
      answer = () => socket.write(OK);
    };
    await through(slow, async (gateway, backend) => {
      const client = new H2Client(gateway.port);
      const asked = client.ask({});
      for (let i = 0; i < 200 && backend.accepted() === 0; i++) await pause(5);
      const goneAway = new Promise<number>((resolve) => client.session.on("goaway", resolve));
      const drained = gateway.gateway.drain(2000);
      assert.equal(await goneAway, 0);
      answer();
      assert.equal((await asked).status, 200);
      assert.equal(await drained, 0);
      client.close();
    });
  });

  it("that does nothing is closed after the idle time-out, by GOAWAY", async () => {
    await through(
      answering(OK),
      async (gateway) => {
        const client = new RawH2Client(gateway.port);
        client.send(opening(), headers(1, get()));
        assert.ok(await client.until(() => client.hasEnded(1)));
        assert.ok(await client.until(() => client.isClosed, 8000));
        assert.equal(client.goaway, 0);
        assert.equal(gateway.records.length, 1);
      },
      { limits: { ...testLimits, idleTimeoutMs: 300 } },
    );
  });

  it("waits with its requests while access lines cannot be written", async () => {
    await through(answering(OK), async (gateway) => {
      gateway.block(true);
      const client = new H2Client(gateway.port);
      const asked = client.ask({});
      await pause(100);
      assert.equal(gateway.records.length, 0);
      gateway.block(false);
      assert.equal((await asked).status, 200);
      client.close();
    });
  });
});

describe("a client of HTTP/2 that", () => {
  it("begins a head and does not end it is cut off, and that is recorded", async () => {
    await through(answering(OK), async (gateway) => {
      const client = new RawH2Client(gateway.port);
      client.send(opening(), frame(Type.headers, END_STREAM, 1, "\x82"));
      assert.ok(await client.until(() => client.isClosed, 8000));
      assert.deepEqual(
        (await gateway.recorded(1)).map(({ reason, status }) => [reason, status]),
        [["head-timeout", 0]],
      );
    });
  });

  it("stops in the middle of a body gets 408, and the backend never gets a last chunk", async () => {
    await through(
      () => {},
      async (gateway, backend) => {
        const client = new RawH2Client(gateway.port);
        client.send(opening(), headers(1, post(), 0), frame(Type.data, 0, 1, "half"));
        assert.ok(await client.until(() => client.hasEnded(1), 8000));
        assert.equal(client.statusOf(1), 408);
        assert.equal((await gateway.recorded(1))[0]?.reason, "body-timeout");
        assert.ok(!backend.received().includes("0\r\n\r\n"));
        client.close();
      },
    );
  });

  it("sends more than the limit gets 413, by its length or by its bytes", async () => {
    const limits = { ...testLimits, bodyBytes: 1000 };
    await through(
      () => {},
      async (gateway, backend) => {
        const client = new RawH2Client(gateway.port);
        client.send(opening(), headers(1, post([["content-length", "1001"]]), 0));
        assert.ok(await client.until(() => client.hasEnded(1)));
        assert.equal(client.statusOf(1), 413);
        client.send(headers(3, post(), 0), frame(Type.data, 0, 3, "x".repeat(900)));
        await pause(50);
        client.send(frame(Type.data, 0, 3, "x".repeat(101)));
        assert.ok(await client.until(() => client.hasEnded(3)));
        assert.equal(client.statusOf(3), 413);
        assert.ok(!backend.received().includes("0\r\n\r\n"));
        client.close();
      },
      { limits },
    );
  });

  it("goes away while the backend works frees the backend, and is recorded as gone", async () => {
    await through(
      () => {},
      async (gateway, backend) => {
        const client = new RawH2Client(gateway.port);
        client.send(opening(), headers(1, get("/reset")), headers(3, get("/closed")));
        assert.ok(await client.until(() => backend.openConnections() === 2));
        client.send(frame(Type.rstStream, 0, 1, Buffer.from([0, 0, 0, 8])));
        assert.ok(await client.until(() => backend.openConnections() === 1));
        client.close();
        assert.ok(await client.until(() => backend.openConnections() === 0));
        const lines = await gateway.recorded(2);
        assert.deepEqual(
          lines.map(({ rawTarget, status, reason }) => [rawTarget, status, reason]),
          [
            ["/reset", 499, "client-gone"],
            ["/closed", 499, "client-gone"],
          ],
        );
      },
    );
  });

  it("gives no window for the answer is cut off as stalled, and the backend is free again", async () => {
    const big = "x".repeat(3_000_000);
    const behaviour = answering(`HTTP/1.1 200 OK\r\nContent-Length: ${big.length}\r\n\r\n${big}`);
    await through(behaviour, async (gateway, backend) => {
      const client = new RawH2Client(gateway.port);
      client.send(opening(), headers(1, get()));
      assert.ok(await client.until(() => client.resetOf(1) > 0, 8000));
      const [line] = await gateway.recorded(1);
      assert.deepEqual([line?.status, line?.reason], [200, "client-stalled"]);
      assert.ok(await client.until(() => backend.openConnections() === 0));
      client.close();
    });
  });

  it("sees a broken answer as broken: the stream is reset, the connection lives on", async () => {
    const half: Behaviour = (socket, piece) => {
      if (piece.startsWith("GET /half")) socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
      else socket.write(OK);
    };
    await asking(half, async (client, gateway) => {
      const broken = await client.ask({ ":path": "/half" });
      assert.deepEqual([broken.status, broken.reset], [200, 2]);
      assert.equal((await client.ask({ ":path": "/" })).status, 200);
      assert.equal((await gateway.recorded(1))[0]?.reason, "response-incomplete");
    });
  });
});

describe("back-pressure between HTTP/2 and HTTP/1.1", () => {
  it("holds a client whose backend does not read", async () => {
    const limits = { ...testLimits, bodyBytes: 64 * 1024 * 1024 };
    const deaf: Behaviour = (socket) => socket.pause();
    await through(
      deaf,
      async (gateway) => {
        const client = new RawH2Client(gateway.port);
        client.send(opening(), headers(1, post(), 0));
        const given = (): number =>
          client.frames
            .filter(({ type, streamId }) => type === Type.windowUpdate && streamId === 1)
            .reduce((sum, { payload }) => sum + payload.readUInt32BE(0), 131_072);
        const piece = frame(Type.data, 0, 1, "x".repeat(16_000));
        let sent = 0;
        while (await client.until(() => given() - sent >= 16_000, 250)) {
          client.send(piece);
          sent += 16_000;
        }
        assert.ok(sent < 20_000_000, `${sent} bytes were taken`);
        client.close();
      },
      { limits },
    );
  });
});
