import assert from "node:assert/strict";
import { test } from "node:test";
import { documentWith, subscriber } from "../../../test/harness/limit-documents.ts";
import { runDocument, textResponse } from "../../../test/harness/run-document.ts";
import { newTestTraffic, type TestTraffic } from "../../../test/harness/test-traffic.ts";

const MINUTE_MS = 60_000;

function runner(policy: string, traffic: TestTraffic, answer = "") {
  return async () => {
    const { call, outcome } = await runDocument(documentWith(policy), {
      ...{ traffic, scope: "product", facts: subscriber("s1"), backend: () => textResponse(200, answer) },
    });
    const { status, headers, body } = call.response ?? assert.fail();
    const text = outcome === "failed" ? body.text : "";
    return { outcome, status, text, retryAfter: headers.valuesOf("Retry-After").join(), call };
  };
}

test("calls beyond the quota are answered 403 until the next period of the subscription", async () => {
  const traffic = newTestTraffic();
  // Periods of two hours since the subscription began, an hour ago.
  const run = runner(`<quota calls="2" renewal-period="7200" />`, traffic);
  await run();
  await run();
  traffic.advance(15 * MINUTE_MS);
  const refused = await run();
  assert.equal(refused.status, 403);
  assert.equal(
    refused.text,
    '{"statusCode":403,"message":"Out of call volume quota. Quota will be replenished in 00:45:00."}',
  );
  assert.equal(refused.retryAfter, "2700");
  assert.equal(refused.call.lastError?.reason, "QuotaExceeded");
  traffic.advance(45 * MINUTE_MS);
  assert.equal((await run()).outcome, "next");
});

test("a period of days is told with its days, one without end without a time", async () => {
  const days = runner(`<quota calls="1" renewal-period="259200" />`, newTestTraffic());
  await days();
  assert.match((await days()).text, /replenished in 2\.23:00:00/);
  const never = runner(`<quota calls="1" renewal-period="0" />`, newTestTraffic());
  await never();
  const refused = await never();
  assert.equal(refused.text, '{"statusCode":403,"message":"Out of call volume quota."}');
  assert.equal(refused.retryAfter, "");
});

test("bytes of both bodies count for the bandwidth, and the call that passes it is the last", async () => {
  const run = runner(`<quota bandwidth="2" renewal-period="3600" />`, newTestTraffic(), "x".repeat(700));
  for (let call = 1; call <= 3; call++) assert.equal((await run()).outcome, "next", `call ${call}`);
  const refused = await run();
  assert.equal(refused.status, 403);
  assert.match(refused.text, /^\{"statusCode":403,"message":"Out of bandwidth quota\. Quota will be/);
});

test("a call that has no bandwidth left takes no call from the quota", async () => {
  const traffic = newTestTraffic();
  const run = runner(`<quota calls="5" bandwidth="1" renewal-period="3600" />`, traffic, "x".repeat(3000));
  await run();
  for (let i = 0; i < 9; i++) assert.match((await run()).text, /bandwidth/);
});
