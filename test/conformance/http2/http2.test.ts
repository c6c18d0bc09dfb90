// The corpus of malformed HTTP/2, byte by byte, on the way to backends of HTTP/1.1: each ends as it must,
// leaves its access line, and no backend ever gets a whole request of it.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { AccessRecord } from "#telemetry/access-record.ts";
import { listener, pool, route, site, startGateway, type TestGateway } from "../../harness/gateway.ts";
import { opening, RawH2Client } from "../../harness/h2-frames.ts";
import { answering, OK, type RawBackend, startRawBackend } from "../../harness/raw-backend.ts";
import { fieldCases } from "./field-cases.ts";
import { DROPPED, type FrameCase } from "./frame-case.ts";
import { frameCases } from "./frame-cases.ts";
import { lengthCases } from "./length-cases.ts";
import { pseudoCases } from "./pseudo-cases.ts";

let backend: RawBackend;
let gateway: TestGateway;
let whole = 0;
let last = "";

/** The request of `get()` as a backend gets it, and not one field more. */
const CLEAN =
  /^GET \/ HTTP\/1\.1\r\nHost: a\r\n(?:(?:Via|X-Forwarded-[A-Z][a-z]+|Forwarded|X-Request-Id|traceparent): [ -~]+\r\n)+\r\n$/;

before(async () => {
  const respond = answering((request) => {
    whole++;
    last = request;
    return OK;
  });
  backend = await startRawBackend(respond);
  gateway = await startGateway({
    listeners: [listener({ http2: true })],
    pools: [pool("up", [backend.port])],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
  });
});

after(async () => {
  await gateway.close();
  await backend.close();
  assert.deepEqual(gateway.defects, []);
});

async function outcomeOf({ bytes, isWhole, outcome }: FrameCase): Promise<string> {
  const seen = gateway.records.length;
  const wanted = outcome === DROPPED ? "" : outcome.split(" ")[1];
  const client = new RawH2Client(gateway.port);
  client.send(isWhole ? Buffer.alloc(0) : opening(), bytes);
  const lines = (): AccessRecord[] => gateway.records.slice(seen);
  const line = (): AccessRecord | undefined => lines().find(({ reason }) => reason === wanted) ?? lines()[0];
  await client.until(() => lines().some(({ reason }) => reason === wanted), 2000);
  client.close();
  // What else was under way on the connection is recorded with its end.
  await new Promise((resolve) => setTimeout(resolve, 10));
  return line() === undefined ? "nothing" : `${statusOf(line())} ${line()?.reason}`.trim();
}

/** 499 stands in the line of a request whose client is gone: nobody was answered. */
const statusOf = (line: AccessRecord | undefined): number => (line?.status === 499 ? 0 : (line?.status ?? 0));

for (const [name, cases] of [
  ["fields", fieldCases],
  ["pseudo-header fields", pseudoCases],
  ["lengths", lengthCases],
  ["frames", frameCases],
] as const) {
  describe(`malformed HTTP/2: ${name}`, () => {
    for (const one of cases) {
      it(`${one.name} (${one.source})`, async () => {
        whole = 0;
        assert.equal(await outcomeOf(one), one.outcome);
        if (one.outcome === DROPPED) assert.match(last, CLEAN);
        else if (!one.outcome.includes("flood")) assert.equal(whole, 0, "a backend got a whole request");
      });
    }
  });
}

it("has cases enough", () => {
  const count = fieldCases.length + pseudoCases.length + lengthCases.length + frameCases.length;
  assert.ok(count >= 120, String(count));
});
