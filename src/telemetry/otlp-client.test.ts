import assert from "node:assert/strict";
import { test } from "node:test";
import { opensslAuthority } from "../../test/harness/openssl-authority.ts";
import { startCollector } from "../../test/harness/otlp-collector.ts";
import { directSend } from "../../test/harness/otlp-send.ts";
import { exportOtlp } from "./otlp-client.ts";
import type { OtlpSpec } from "./otlp-spec.ts";

const noTls = { ca: "", certificate: "", key: "" };

function spec(endpoint: string, change: Partial<OtlpSpec> = {}): OtlpSpec {
  return {
    ...{ endpoint, headers: {}, timeoutMs: 5000, tls: noTls, exportsTraces: true, exportsMetrics: true },
    ...{ queuedSpans: 100, metricIntervalMs: 60_000, resource: {}, routePaths: {} },
    ...change,
  };
}

const body = '{"resourceSpans":[]}';
const send = directSend();
const never = new AbortController().signal;

test("an https collector is verified by the authority of the configuration", async (t) => {
  const authority = opensslAuthority(t);
  const tls = { key: authority.pem("server.key"), cert: authority.pem("server.pem") };
  const collector = await startCollector(t, { tls });
  const trusting = spec(collector.endpoint, { tls: { ...noTls, ca: authority.pem("ca.pem") } });
  assert.equal((await exportOtlp(trusting, "traces", body, never, send)).kind, "taken");
  assert.deepEqual(collector.flaws, []);
  const cut = AbortSignal.timeout(300);
  const strange = await exportOtlp(spec(collector.endpoint), "traces", body, cut, send);
  assert.equal(strange.kind, "given-up");
  assert.match(strange.message, /certificate|aborted/);
  assert.equal(collector.headers.length, 1);
});

test("what a collector will never take is given up at once, with its status", async (t) => {
  const collector = await startCollector(t);
  collector.answers.push({ status: 401 });
  const outcome = await exportOtlp(spec(collector.endpoint), "traces", body, never, send);
  assert.deepEqual(outcome, { kind: "given-up", message: "the collector answered 401" });
  assert.equal(collector.headers.length, 1);
});

test("an answer that is no JSON counts as taken where its status says so", async (t) => {
  const collector = await startCollector(t);
  collector.answers.push({ status: 200, body: "<html>" });
  const outcome = await exportOtlp(spec(collector.endpoint), "traces", body, never, send);
  assert.deepEqual(outcome, { kind: "taken", rejected: 0, message: "" });
});

test("the tries end with the signal, however long the collector asks to wait", async (t) => {
  const collector = await startCollector(t);
  collector.answers.push({ status: 503, headers: { "retry-after": "30" } });
  const outcome = await exportOtlp(spec(collector.endpoint), "traces", body, AbortSignal.timeout(200), send);
  assert.deepEqual(outcome, { kind: "given-up", message: "the collector answered 503" });
});
