// The corpus of malformed HTTP/1.1, sent by HTTP/2 wherever a case has a meaning there: what is refused in
// one protocol is refused in the other, and what passes gives the backend the same request.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { listener, pool, route, site, startGateway, type TestGateway } from "../../harness/gateway.ts";
import { opening, RawH2Client } from "../../harness/h2-frames.ts";
import { answering, OK, type RawBackend, startRawBackend } from "../../harness/raw-backend.ts";
import { readRequests } from "../../harness/request-reader.ts";
import { checkArrival } from "../http1/check-arrival.ts";
import type { RequestCase } from "../http1/request-case.ts";
import { requestCorpus } from "../http1/request-corpus.ts";
import { MALFORMED } from "./frame-case.ts";
import { hasConnectionField, lowerName, overHttp2, replayed } from "./replayed-request.ts";

const REFUSED = "0 http2-request-refused";
const CONNECTION = [REFUSED, "400 connection-field"];

/** What a reason of HTTP/1.1 may be here, where it is not the same: nghttp2 looks first, and says nothing. */
const outcomesByReason: Partial<Record<FaultCode, readonly string[]>> = {
  "request-line-malformed": [REFUSED],
  "method-malformed": [REFUSED],
  "method-refused": [REFUSED, "501 method-refused"],
  "target-malformed": [
    ...[REFUSED, "400 target-malformed"],
    // Of an absolute target, HTTP/2 has scheme and authority by themselves.
    ...["400 host-malformed", "400 pseudo-field-malformed"],
  ],
  "host-missing": [REFUSED],
  "host-malformed": [REFUSED, MALFORMED, "400 host-malformed"],
  "host-repeated": [REFUSED, "400 host-disagrees"],
  "field-malformed": [REFUSED, MALFORMED],
  "field-folded": [REFUSED, MALFORMED],
  "line-ending-malformed": [REFUSED, MALFORMED],
  // Bytes that disagree with a length are seen before the length is looked at.
  "length-malformed": [REFUSED, MALFORMED, "400 length-malformed", "0 length-malformed"],
  "length-repeated": [REFUSED],
  "length-and-coding": [REFUSED],
  "coding-malformed": [REFUSED],
  "coding-unsupported": [REFUSED],
  "coding-in-http10": [REFUSED],
  "body-too-large": [REFUSED],
};

/** Refused in HTTP/1.1 for what is no fault here. */
const passing: ReadonlySet<string> = new Set([
  // `:authority` is what counts, and a Host beside it that says the same is allowed (RFC 9113 §8.3.1).
  ...["an absolute target without a Host", "two equal Hosts"],
  // The Host of HTTP/1.1 is no field among the others here, so that there is one less.
  "one field too many",
]);

function outcomesOf(one: RequestCase): readonly string[] {
  const { expect, name } = one;
  if (passing.has(name)) return ["200"];
  if (expect.kind === "forwarded") return hasConnectionField(one) ? CONNECTION : ["200"];
  return outcomesByReason[expect.reason] ?? [`${expect.status} ${expect.reason}`];
}

describe("over HTTP/2", () => {
  let backend: RawBackend;
  let gateway: TestGateway;
  let cases = 0;

  before(async () => {
    backend = await startRawBackend(answering(OK));
    const target = { kind: "pool", pool: "up" } as const;
    gateway = await startGateway({
      listeners: [listener({ http2: true })],
      pools: [pool("up", [backend.port])],
      sites: [site([route("/*", target), route("*", target)])],
    });
  });

  after(async () => {
    await gateway.close();
    await backend.close();
    assert.deepEqual(gateway.defects, []);
  });

  for (const [theme, corpus] of Object.entries(requestCorpus)) {
    if (theme === "chunks") continue; // HTTP/2 has none
    describe(theme, () => {
      for (const one of corpus) {
        const frames = replayed(one);
        if (frames === undefined) continue;
        cases++;
        const verdict = outcomesOf(one);
        it(`${verdict.join(", or ")}: ${one.name} (${one.source})`, () => check(one, frames, verdict));
      }
    });
  }

  it("most of the corpus has a meaning", () => assert.ok(cases > 900, String(cases)));

  async function check(one: RequestCase, frames: Buffer, verdict: readonly string[]): Promise<void> {
    gateway.records.length = 0;
    const seen = backend.received().length;
    const client = new RawH2Client(gateway.port);
    client.send(opening(), frames);
    const lines = await gateway.recorded(1);
    client.close();
    const outcomes = lines.map(({ status, reason }) => `${status === 499 ? 0 : status} ${reason}`.trim());
    assert.equal(outcomes.length, 1);
    const [outcome = ""] = outcomes;
    assert.ok(verdict.includes(outcome), outcome);
    const { requests, rest } = readRequests(backend.received().slice(seen));
    if (outcome !== "200") assert.deepEqual(requests, []);
    else {
      assert.equal(rest, "");
      assert.equal(requests.length, 1);
      const [request] = requests.map((seen) => ({ ...seen, fields: seen.fields.map(lowerName) }));
      const { expect } = one;
      const arrival = expect.kind === "forwarded" ? expect.requests[0] : undefined;
      if (arrival !== undefined) checkArrival(overHttp2(arrival), request);
    }
  }
});
