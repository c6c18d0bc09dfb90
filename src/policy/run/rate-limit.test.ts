import assert from "node:assert/strict";
import { test } from "node:test";
import { documentWith, subscriber } from "../../../test/harness/limit-documents.ts";
import { runDocument } from "../../../test/harness/run-document.ts";
import { newTestTraffic } from "../../../test/harness/test-traffic.ts";

const document = documentWith(
  `<rate-limit calls="5" renewal-period="60" remaining-calls-header-name="X-Left">` +
    `<api id="orders" calls="3" renewal-period="60"><operation name="list" calls="1" renewal-period="60" /></api>` +
    `</rate-limit>`,
);

test("calls of a subscription count for the product, the API and the operation, all or none", async () => {
  const traffic = newTestTraffic();
  const run = async (api: string, operation: string, subscription = "s1") => {
    const facts = subscriber(subscription, api, operation);
    const { call, outcome } = await runDocument(document, { traffic, scope: "product", facts });
    return `${outcome} ${call.response?.headers.valuesOf("X-Left").join()}`;
  };
  assert.equal(await run("orders", "list"), "next 0");
  // The operation refuses: neither the API nor the product has lost one.
  for (let i = 0; i < 4; i++) assert.equal(await run("orders", "list"), "failed 0");
  assert.equal(await run("orders", "get"), "next 1");
  assert.equal(await run("orders", "get"), "next 0");
  assert.equal(await run("orders", "get"), "failed 0");
  assert.equal(await run("stock", "get"), "next 1");
  assert.equal(await run("stock", "get"), "next 0");
  assert.equal(await run("stock", "get"), "failed 0");
  assert.equal(await run("orders", "list", "s2"), "next 0");
});

test("the answer names each limit in RateLimit fields", async () => {
  const { call } = await runDocument(document, {
    ...{ traffic: newTestTraffic(), scope: "product", facts: subscriber("s1") },
  });
  assert.deepEqual(call.response?.headers.valuesOf("RateLimit-Policy"), [
    '"rate-limit";q=5;w=60, "rate-limit-api";q=3;w=60, "rate-limit-operation";q=1;w=60',
  ]);
});

test("calls without a subscription key are not counted", async () => {
  const traffic = newTestTraffic();
  for (let i = 0; i < 9; i++) {
    const { call, outcome } = await runDocument(document, { traffic, scope: "product" });
    assert.equal(outcome, "next");
    assert.deepEqual(call.response?.headers.valuesOf("RateLimit"), []);
  }
});

test("one subscription's calls of two APIs are counted apart where the APIs' own documents limit them", async () => {
  const traffic = newTestTraffic();
  const own = documentWith(`<rate-limit calls="1" renewal-period="60" />`);
  const run = async (api: string) =>
    (await runDocument(own, { traffic, scope: "api", facts: subscriber("s1", api) })).outcome;
  assert.equal(await run("orders"), "next");
  assert.equal(await run("stock"), "next");
  assert.equal(await run("orders"), "failed");
});
