import assert from "node:assert/strict";
import { test } from "node:test";
import { documentWith } from "../../../test/harness/limit-documents.ts";
import { runDocument, textResponse } from "../../../test/harness/run-document.ts";
import { newTestTraffic, type TestTraffic } from "../../../test/harness/test-traffic.ts";

const MINUTE_MS = 60_000;

const policy = (attributes: string): string =>
  documentWith(
    `<quota-by-key counter-key="@(context.Request.IpAddress)" renewal-period="3600" ${attributes} />`,
  );

async function run(document: string, traffic: TestTraffic, status = 200, ipAddress = "192.0.2.7") {
  const backend = () => textResponse(status);
  const { call, outcome } = await runDocument(document, { traffic, backend, ipAddress });
  return outcome === "failed" ? (call.response?.body.text ?? "") : outcome;
}

test("each key has its quota, in periods from the given start on", async () => {
  const traffic = newTestTraffic();
  const document = policy(`calls="1" first-period-start="2026-11-01T00:20:00Z"`);
  assert.equal(await run(document, traffic), "next");
  assert.equal(await run(document, traffic, 200, "192.0.2.8"), "next");
  assert.match(await run(document, traffic), /volume quota\. Quota will be replenished in 00:20:00/);
  traffic.advance(20 * MINUTE_MS);
  assert.equal(await run(document, traffic), "next");
});

test("calls that their condition leaves out are not counted, and a count may be more than one", async () => {
  const traffic = newTestTraffic();
  const document = policy(
    `calls="5" increment-condition="@(context.Response.StatusCode &lt; 400)" increment-count="3"`,
  );
  for (let i = 0; i < 9; i++) assert.equal(await run(document, traffic, 404), "next");
  assert.equal(await run(document, traffic), "next");
  assert.equal(await run(document, traffic), "next");
  assert.match(await run(document, traffic), /volume quota/);
});

test("a literal count is taken at once, all of it or nothing", async () => {
  const traffic = newTestTraffic();
  const document = policy(`calls="5" increment-count="3"`);
  assert.equal(await run(document, traffic), "next");
  assert.match(await run(document, traffic), /volume quota/);
  assert.equal(await run(policy(`calls="5" increment-count="2"`), traffic), "next");
});
