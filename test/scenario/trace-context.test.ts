// W3C trace context through the gateway: whose trace goes on, what a backend gets, and what is recorded.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Snapshot } from "#snapshot/snapshot.ts";
import type { AccessRecord } from "#telemetry/access-record.ts";
import { pool, prefixes, route, site, startGateway } from "../harness/gateway.ts";
import { answering, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw } from "../harness/raw-client.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

const echo = answering((request) => `HTTP/1.1 200 OK\r\nContent-Length: ${request.length}\r\n\r\n${request}`);

type Seen = {
  readonly traceparent: string;
  readonly tracestate: string | undefined;
  readonly record: AccessRecord;
};

/** Sends the fields through a gateway and tells what the backend got. */
async function send(t: TestContext, fields: string, change: Partial<Snapshot>): Promise<Seen> {
  const backend = await startRawBackend(echo);
  const gateway = await startGateway({
    pools: [pool("up", [backend.port])],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    ...change,
  });
  t.after(async () => {
    await gateway.close();
    await backend.close();
  });
  const bytes = `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`;
  const got = contentOf((await exchangeRaw(gateway.port, bytes, { waitMs: 5000 })).bytes);
  const [record] = await gateway.recorded(1);
  assert.ok(record !== undefined);
  return {
    traceparent: /^traceparent: (.*)$/m.exec(got)?.[1]?.trim() ?? "",
    tracestate: /^tracestate: (.*)$/m.exec(got)?.[1]?.trim(),
    record,
  };
}

const trusting = { trustedHops: prefixes("127.0.0.1") };
const fields = (flags: string): string =>
  `traceparent: 00-${TRACE}-${PARENT}-${flags}\r\ntracestate: a=1\r\n`;

test("a trusted hop's trace goes on, sampled where its parent is, with our entry first", async (t) => {
  const { traceparent, tracestate, record } = await send(t, fields("03"), trusting);
  const [, traceId, spanId, flags] = traceparent.split("-");
  assert.deepEqual([traceId, flags], [TRACE, "03"]);
  assert.equal(tracestate, `portcullis=${spanId},a=1`);
  assert.equal(record.parentSpanId, PARENT);
  assert.match(record.spanId, /^[0-9a-f]{16}$/);
  assert.notEqual(record.spanId, spanId);
  assert.equal(record.isTraceForeign, false);
  assert.ok(record.forwardedAfterMs >= 0 && record.forwardedAfterMs < record.totalMs);
});

test("a parent that is not sampled is not sampled here either, whatever the ratio", async (t) => {
  const change = { ...trusting, traces: { trustsEveryone: false, sampleRatio: 1 } };
  const { traceparent, record } = await send(t, fields("00"), change);
  assert.match(traceparent, new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  assert.equal(record.spanId, "");
});

test("flags that are not specified are cleared", async (t) => {
  assert.match((await send(t, fields("ff"), trusting)).traceparent, /-03$/);
});

test("a stranger's trace does not go on: a new one begins, and his tracestate is dropped", async (t) => {
  const { traceparent, tracestate, record } = await send(t, fields("01"), {});
  assert.equal(traceparent.split("-")[1], record.requestId);
  assert.match(traceparent, /-02$/);
  assert.equal(tracestate, undefined);
  assert.equal(record.spanId, "");
});

test("a stranger's trace goes on where everyone is trusted, and is marked as his", async (t) => {
  const change = { traces: { trustsEveryone: true, sampleRatio: 0 } };
  const { traceparent, record } = await send(t, fields("01"), change);
  assert.equal(traceparent.split("-")[1], TRACE);
  assert.equal(record.isTraceForeign, true);
});

test("a trace that begins here is sampled by the ratio, says so, and has no parent", async (t) => {
  const { traceparent, tracestate, record } = await send(t, "", {
    traces: { trustsEveryone: false, sampleRatio: 1 },
  });
  const [, traceId, spanId, flags] = traceparent.split("-");
  assert.deepEqual([traceId, flags], [record.requestId, "03"]);
  assert.equal(tracestate, `portcullis=${spanId}`);
  assert.equal(record.parentSpanId, "");
  assert.notEqual(record.spanId, "");
});

test("two traceparent fields are none", async (t) => {
  const twice = `${fields("01")}traceparent: 00-${TRACE}-${PARENT}-01\r\n`;
  const { traceparent, record } = await send(t, twice, trusting);
  assert.equal(traceparent.split("-")[1], record.requestId);
});
