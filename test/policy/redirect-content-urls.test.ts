import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { wholeBody } from "#http/body.ts";
import { makeField } from "#http/field.ts";
import { PolicyResponse, urlModel } from "#policy/plans.ts";
import { documentOf, runDocument, textResponse } from "../harness/run-document.ts";

const serviceUrl = urlModel({
  scheme: "https",
  host: "backend.internal",
  port: 8443,
  path: "/v1",
  query: "",
});
const api = {
  id: "shop",
  name: "Shop",
  path: "shop",
  protocols: ["https"],
  serviceUrl,
  subscriptionKeyHeader: null,
  subscriptionKeyQuery: null,
  isCurrentRevision: true,
  revision: "1",
  version: null,
};

async function outbound(body: string, contentType = "application/json"): Promise<string | undefined> {
  const { call } = await runDocument(documentOf({ outbound: "<redirect-content-urls />" }), {
    facts: { api },
    backend: () =>
      textResponse(200, body, {
        "Content-Type": contentType,
        Location: "https://backend.internal:8443/v1/1",
      }),
  });
  assert.deepEqual(call.response?.headers.valuesOf("location"), ["https://backend.internal:8443/v1/1"]);
  return call.response?.body.text;
}

describe("links of the backend in a response", () => {
  const cases: readonly (readonly [body: string, expected: string])[] = [
    ['{"a": "https://backend.internal:8443/v1/items/1"}', '{"a": "https://api.example.com/shop/items/1"}'],
    ['"http://backend.internal:8443/v1"', '"https://api.example.com/shop"'],
    ['"https:\\/\\/backend.internal:8443\\/v1\\/a"', '"https:\\/\\/api.example.com\\/shop\\/a"'],
    ['"https://backend.internal:8443/v10"', '"https://backend.internal:8443/v10"'],
    ['"https://backend.internal:8443/v1?a=1"', '"https://api.example.com/shop?a=1"'],
    ['"https://backend.internal/v1"', '"https://backend.internal/v1"'],
    ['"$&"', '"$&"'],
  ];
  for (const [body, expected] of cases) it(body, async () => assert.equal(await outbound(body), expected));

  it("stay where the body is no text", async () => {
    const body = "https://backend.internal:8443/v1";
    assert.equal(await outbound(body, "image/png"), body);
  });

  it("are found in compressed bodies, which go on without their coding", async () => {
    const packed = gzipSync('{"a": "https://backend.internal:8443/v1/b"}');
    const { call } = await runDocument(documentOf({ outbound: "<redirect-content-urls />" }), {
      facts: { api },
      backend: () =>
        new PolicyResponse({
          status: 200,
          reasonPhrase: "",
          fields: [makeField("Content-Type", "text/html"), makeField("Content-Encoding", "gzip")],
          connectionNames: [],
          body: wholeBody(packed.toString("latin1")),
        }),
    });
    assert.equal(call.response?.body.text, '{"a": "https://api.example.com/shop/b"}');
    assert.deepEqual(call.response?.headers.valuesOf("content-encoding"), []);
  });
});

it("links of the gateway in a request become the backend's, of the one that a policy chose", async () => {
  const inbound = '<set-backend-service base-url="http://other.internal/" /><redirect-content-urls />';
  const { call } = await runDocument(documentOf({ inbound }), {
    method: "POST",
    facts: { api },
    headers: { "Content-Type": "application/json" },
    body: '["https://api.example.com/shop/a", "https://api.example.com/shopping"]',
  });
  assert.equal(call.request.body.text, '["http://other.internal/a", "https://api.example.com/shopping"]');
});
