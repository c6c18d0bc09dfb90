// Every case of the corpus through a gateway: what it tells the client, what it records, and what a parser
// that knows nothing of it reads in the bytes that reached the backend.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pool, route, site, startGateway, type TestGateway, testLimits } from "../../harness/gateway.ts";
import { answering, OK, type RawBackend, startRawBackend } from "../../harness/raw-backend.ts";
import { exchangeRaw, pause, statusOf } from "../../harness/raw-client.ts";
import { readRequests } from "../../harness/request-reader.ts";
import { checkArrival } from "./check-arrival.ts";
import type { Broken, Forwarded, Refused, RequestCase } from "./request-case.ts";
import { requestCorpus } from "./request-corpus.ts";

describe("the codec of HTTP/1.1 and", () => {
  let backend: RawBackend;
  let gateway: TestGateway;

  before(async () => {
    backend = await startRawBackend(answering(OK));
    const target = { kind: "pool", pool: "up" } as const;
    gateway = await startGateway({
      pools: [pool("up", [backend.port], { responseTimeoutMs: 10_000 })],
      // Long enough for a machine that is busy, and waited for by the few cases that stop.
      limits: { ...testLimits, headTimeoutMs: 1500, bodyTimeoutMs: 1500 },
      sites: [site([route("/*", target), route("*", target)])],
    });
  });

  after(async () => {
    await gateway.close();
    await backend.close();
  });

  for (const [theme, cases] of Object.entries(requestCorpus)) {
    describe(theme, () => {
      for (const one of cases) {
        const verdict = one.expect.kind === "forwarded" ? "passes" : `gives ${one.expect.status}`;
        it(`${verdict}: ${one.name} (${one.source})`, () => check(one));
      }
    });
  }

  async function check(one: RequestCase): Promise<void> {
    gateway.records.length = 0;
    const before = backend.received().length;
    const { expect } = one;
    // Where the gateway has no reason to close, the client ends its side.
    const halfClose =
      expect.kind === "forwarded"
        ? expect.then === undefined
        : expect.kind === "refused" && expect.isReadable;
    const reply = await exchangeRaw(gateway.port, one.bytes, { halfClose, pauseMs: 5, waitMs: 20_000 });
    const received = backend.received().slice(before);
    if (expect.kind === "forwarded") await checkForwarded(expect, reply.bytes, received);
    else if (expect.kind === "refused") {
      assert.equal(received, "", "not one byte reaches the backend");
      await checkRefusal(expect, reply.bytes, 0);
    } else await checkBroken(expect, reply.bytes, received);
    assert.equal(reply.end, "closed");
    assert.deepEqual(gateway.defects, []);
  }

  /** The last response is the refusal of request `index`. */
  async function checkRefusal(expect: Refused, reply: string, index: number): Promise<void> {
    const statuses = statusesOf(reply);
    assert.equal(statuses.length, index + 1);
    assert.equal(statuses[index], expect.status);
    const last = reply.slice(reply.lastIndexOf(`HTTP/1.1 ${expect.status} `));
    if (!expect.isReadable) assert.match(last, /\r\nConnection: close\r\n/);
    assert.match(last, /\r\nContent-Type: application\/problem\+json\r\n/);
    const records = await gateway.recorded(index + 1);
    assert.equal(records.length, index + 1);
    assert.equal(records[index]?.reason, expect.reason);
    assert.equal(records[index]?.status, expect.status);
    assert.equal(records[index]?.member, "");
    assert.ok(last.includes(`\r\nX-Request-Id: ${records[index]?.requestId}\r\n`));
  }

  async function checkForwarded(expect: Forwarded, reply: string, received: string): Promise<void> {
    const { requests, rest } = readRequests(received);
    assert.equal(rest, "");
    assert.equal(requests.length, expect.requests.length, `the backend reads ${requests.length} requests`);
    expect.requests.forEach((arrival, i) => {
      checkArrival(arrival, requests[i]);
    });
    if (expect.then !== undefined) await checkRefusal(expect.then, reply, requests.length);
    else {
      assert.deepEqual(
        statusesOf(reply),
        requests.map(() => 200),
      );
      assert.equal((await gateway.recorded(requests.length)).length, requests.length);
    }
  }

  async function checkBroken(expect: Broken, reply: string, received: string): Promise<void> {
    assert.deepEqual(readRequests(received).requests, [], "the backend reads no whole request");
    assert.equal(statusOf(reply), expect.status);
    assert.match(reply, /\r\nConnection: close\r\n/);
    const records = await gateway.recorded(1);
    assert.deepEqual(
      records.map((record) => record.reason),
      [expect.reason],
    );
    // Another connection may lie idle in the pool: one that an earlier case opened and did not need.
    for (let i = 0; i < 400 && backend.halfRequests() > 0; i++) await pause(5);
    assert.equal(backend.halfRequests(), 0, "the connection with half a request is gone");
  }
});

function statusesOf(reply: string): number[] {
  const statuses = reply.match(/HTTP\/1\.1 [0-9]{3}(?= )/g) ?? [];
  return statuses.map((line) => Number(line.slice(-3))).filter((status) => status >= 200);
}
