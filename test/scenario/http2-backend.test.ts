// Backends of HTTP/2 that break the rules, or refuse: what the client gets, and who else is asked.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listener, pool, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { H2Client } from "../harness/h2-client.ts";
import { END_STREAM, type Fields, fieldBlock, frame, Type } from "../harness/h2-frames.ts";
import { startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { answeringH2, responseHead } from "../harness/raw-h2-backend.ts";

type Answer = (streamId: number) => Buffer;

const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

const ask = async (gateway: TestGateway): Promise<string> =>
  (await exchangeRaw(gateway.port, REQUEST, { halfClose: true, waitMs: 5000 })).bytes;

async function before(answers: readonly Answer[], use: (gateway: TestGateway) => Promise<void>) {
  const backends = await Promise.all(answers.map((answer) => startRawBackend(answeringH2(answer))));
  const ports = backends.map(({ port }) => port);
  const timeouts = { connectTimeoutMs: 5000, responseTimeoutMs: 5000 };
  const gateway = await startGateway({
    listeners: [listener({ http2: true })],
    pools: [pool("up", ports, { isHttp2: true, ...timeouts })],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
  });
  try {
    await use(gateway);
    assert.deepEqual(gateway.defects, []);
  } finally {
    await gateway.close();
    for (const backend of backends) await backend.close();
  }
}

const whole =
  (fields: Fields, trailers: Fields = []): Answer =>
  (id) => {
    const end = trailers.length === 0 ? END_STREAM : 0;
    const tail =
      end === 0 ? frame(Type.headers, END_STREAM | 0x4, id, fieldBlock(trailers)) : Buffer.alloc(0);
    return Buffer.concat([responseHead(id, fields), frame(Type.data, end, id, "hello"), tail]);
  };

const good = whole([["x-a", "1"]]);
const interim: Answer = (id) =>
  frame(
    Type.headers,
    0x4,
    id,
    fieldBlock([
      [":status", "103"],
      ["link", "</a>"],
    ]),
  );

const malformedInterim: Answer = (id) =>
  frame(
    Type.headers,
    0x4,
    id,
    fieldBlock([
      [":status", "103"],
      ["link", "<a>\r\n"],
    ]),
  );

/** nghttp2 would leave each out without a word. */
const malformed: readonly (readonly [name: string, value: string])[] = [
  ["x-a", "v\r\nset-cookie: a=b"],
  ["x-a", "a\nb"],
  ["x-a", "a\0b"],
  ["x-a", "\x7f"],
  ["x-a", " v"],
  ["x-a", "v\t"],
  ["x b", "v"],
  ["", "v"],
  ["x:y", "v"],
];

describe("a response over HTTP/2", () => {
  it("comes through with its body, interim responses and trailers", async () => {
    const answer: Answer = (id) => Buffer.concat([interim(id), whole([["x-a", "1"]], [["x-t", "2"]])(id)]);
    await before([answer], async (gateway) => {
      const reply = await ask(gateway);
      assert.match(
        reply,
        /^HTTP\/1\.1 103 Early Hints\r\nlink: <\/a>\r\n\r\nHTTP\/1\.1 200 OK\r\nx-a: 1\r\n/,
      );
      assert.match(reply, /\r\n5\r\nhello\r\n0\r\nx-t: 2\r\n\r\n$/);
    });
  });

  it("with a length and trailers keeps both on the way to a client of HTTP/2", async () => {
    await before([whole([["content-length", "5"]], [["x-t", "2"]])], async (gateway) => {
      const client = new H2Client(gateway.port);
      const answer = await client.ask({ ":path": "/" });
      client.close();
      assert.equal(answer.body, "hello");
      assert.equal(answer.headers["content-length"], "5");
      assert.equal(answer.trailers["x-t"], "2");
    });
  });

  for (const field of malformed) {
    it(`with the field ${JSON.stringify(field.join(": "))} is a 502, and the next one is good`, async () => {
      let asked = 0;
      const answer: Answer = (id) => (asked++ === 0 ? whole([field]) : good)(id);
      await before([answer], async (gateway) => {
        assert.equal(statusOf(await ask(gateway)), 502);
        assert.equal((await gateway.recorded(1))[0]?.reason, "response-malformed");
        assert.equal(statusOf(await ask(gateway)), 200);
      });
    });
  }

  it("with a malformed interim response before it is a 502", async () => {
    const answer: Answer = (id) => Buffer.concat([malformedInterim(id), good(id)]);
    await before([answer], async (gateway) => {
      assert.equal(statusOf(await ask(gateway)), 502);
      assert.equal((await gateway.recorded(1))[0]?.reason, "response-malformed");
    });
  });

  it("with a malformed trailer breaks off, as one whose end did not come", async () => {
    await before([whole([], [["x-t", "a\rb"]])], async (gateway) => {
      const reply = await ask(gateway);
      assert.doesNotMatch(reply, /\r\n0\r\n/);
      assert.equal((await gateway.recorded(1))[0]?.reason, "response-malformed");
    });
  });
});

describe("a request that a backend of HTTP/2 refuses unseen", () => {
  const refusing: Answer = (id) => frame(Type.rstStream, 0, id, Buffer.from([0, 0, 0, 7]));

  it("is sent to another member, and the client does not notice", async () => {
    await before([refusing, good], async (gateway) => {
      for (let i = 0; i < 4; i++) assert.equal(statusOf(await ask(gateway)), 200);
      const lines = await gateway.recorded(4);
      assert.deepEqual(new Set(lines.map(({ reason }) => reason)), new Set([""]));
      assert.ok(
        lines.some(({ attempts }) => attempts === 2),
        "none was refused",
      );
    });
  });

  it("is answered with 502 where every member refuses it", async () => {
    await before([refusing], async (gateway) => {
      assert.equal(statusOf(await ask(gateway)), 502);
      assert.equal((await gateway.recorded(1))[0]?.reason, "upstream-stream-refused");
    });
  });
});
