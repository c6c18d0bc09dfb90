// The corpus of malformed HTTP/2, byte by byte, on the way to backends of HTTP/1.1: each ends as it must,
// leaves its access line, and no backend ever gets a whole request of it.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { defaultLimits } from "#kernel/limits.ts";
import type { AccessRecord } from "#telemetry/access-record.ts";
import { listener, pool, route, site, startGateway, type TestGateway } from "../../harness/gateway.ts";
import { opening, RawH2Client } from "../../harness/h2-frames.ts";
import { answering, OK, type RawBackend, startRawBackend } from "../../harness/raw-backend.ts";
import { fieldCases } from "./field-cases.ts";
import { type FrameCase, MALFORMED } from "./frame-case.ts";
import { frameCases } from "./frame-cases.ts";
import { lengthCases } from "./length-cases.ts";
import { pseudoCases } from "./pseudo-cases.ts";
import { trailerCases } from "./trailer-cases.ts";

let backend: RawBackend;
let gateway: TestGateway;
let whole = 0;

before(async () => {
  const respond = answering(() => {
    whole++;
    return OK;
  });
  backend = await startRawBackend(respond);
  gateway = await startGateway({
    listeners: [listener({ http2: true, http2Limits: { ...defaultLimits.http2, penaltyMs: 0 } })],
    pools: [pool("up", [backend.port])],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
  });
});

after(async () => {
  await gateway.close();
  await backend.close();
  assert.deepEqual(gateway.defects, []);
});

/** nghttp2 looks at lengths before it looks at white space since the version that came with Node 25. */
const isOlder = Number(process.versions.node.split(".")[0]) < 25;

const outcomeWanted = ({ outcome, olderOutcome }: FrameCase): string =>
  (isOlder ? olderOutcome : undefined) ?? outcome;

/** @param cutAt where the bytes come in two pieces, with a pause between them */
async function outcomeOf({ bytes, isWhole }: FrameCase, outcome: string, cutAt = 0): Promise<string> {
  const seen = gateway.records.length;
  const [status, wanted] = outcome.split(" ");
  const client = new RawH2Client(gateway.port);
  client.send(isWhole ? Buffer.alloc(0) : opening(), bytes.subarray(0, cutAt));
  if (cutAt > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  client.send(bytes.subarray(cutAt));
  const lines = (): AccessRecord[] => gateway.records.slice(seen);
  const line = (): AccessRecord | undefined => lines().find(({ reason }) => reason === wanted) ?? lines()[0];
  await client.until(() => lines().some(({ reason }) => reason === wanted), 2000);
  if (isWhole === undefined && status !== "0") await checkAnswer(client, Number(status), outcome);
  client.close();
  // What else was under way on the connection is recorded with its end.
  await new Promise((resolve) => setTimeout(resolve, 10));
  return line() === undefined ? "nothing" : `${statusOf(line())} ${line()?.reason}`.trim();
}

/** The client sees what the line says; who sends malformed fields is told that the connection ends. */
async function checkAnswer(client: RawH2Client, status: number, outcome: string): Promise<void> {
  await client.until(() => client.hasEnded(1));
  assert.equal(client.statusOf(1), status);
  if (outcome === MALFORMED) assert.ok(await client.until(() => client.goaway >= 0), "no GOAWAY came");
}

/** 499 stands in the line of a request whose client is gone: nobody was answered. */
const statusOf = (line: AccessRecord | undefined): number => (line?.status === 499 ? 0 : (line?.status ?? 0));

for (const [name, cases] of [
  ["fields", fieldCases],
  ["pseudo-header fields", pseudoCases],
  ["lengths", lengthCases],
  ["trailers", trailerCases],
  ["frames", frameCases],
] as const) {
  describe(`malformed HTTP/2: ${name}`, () => {
    for (const one of cases) {
      it(`${one.name} (${one.source})`, async () => {
        whole = 0;
        const wanted = outcomeWanted(one);
        assert.equal(await outcomeOf(one, wanted), wanted);
        if (!wanted.includes("flood")) assert.equal(whole, 0, "a backend got a whole request");
      });
    }
  });
}

/** Where what follows the head begins. */
const headEnd = (bytes: Buffer): number => 9 + bytes.readUIntBE(0, 3);

describe("malformed HTTP/2: what follows a head that is served already", () => {
  for (const one of [...lengthCases, ...trailerCases]) {
    const wanted = outcomeWanted(one);
    if (one.bytes.length === headEnd(one.bytes) || one.isWhole !== undefined) continue;
    it(`${one.name} (${one.source})`, async () => {
      whole = 0;
      assert.equal(await outcomeOf(one, wanted, headEnd(one.bytes)), wanted);
      if (!wanted.includes("flood")) assert.equal(whole, 0, "a backend got a whole request");
    });
  }
});

it("has cases enough", () => {
  const count = fieldCases.length + pseudoCases.length + lengthCases.length + frameCases.length;
  assert.ok(count >= 120, String(count));
});
