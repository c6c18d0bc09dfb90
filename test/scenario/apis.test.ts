// APIs over the wire: operations, keys, products and versions, and the documents of each scope.

import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { afterEach, describe, it } from "node:test";
import { productEngines } from "#gateway/pipeline.ts";
import type { ApiModelSpec, ApiSpec, ProductSpec } from "#snapshot/api-spec.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import type { PoolSpec } from "#snapshot/snapshot.ts";
import { pool, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { answering, OK, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw } from "../harness/raw-client.ts";
import { documentOf } from "../harness/run-document.ts";

const digestKey = randomBytes(32);
const digest = (key: string): string => createHmac("sha256", digestKey).update(key).digest("base64");

const mark = (name: string): string =>
  `<base /><set-header name="X-Scope" exists-action="append"><value>${name}</value></set-header>`;
const document = (name: string) => ({ file: `${name}.xml`, text: documentOf({ inbound: mark(name) }) });

const globalDocument = {
  file: "global.xml",
  text: documentOf({ inbound: mark("global"), backend: "<forward-request />", outbound: "", onError: "" }),
};

const orders: ApiSpec = {
  id: "orders",
  name: "Orders",
  path: "/orders",
  version: undefined,
  revision: "1",
  isCurrentRevision: true,
  service: { pool: "up", backend: undefined, basePath: "/base", url: "https://orders.example/base" },
  operations: [
    { id: "get-item", name: "Get", method: "GET", urlTemplate: "/items/{id}", policy: document("operation") },
    { id: "post-item", name: "Post", method: "POST", urlTemplate: "/items", policy: undefined },
  ],
  openApi: undefined,
  isSubscriptionRequired: true,
  keyHeader: "ocp-apim-subscription-key",
  keyQuery: "subscription-key",
  policy: document("api"),
};

const starter: ProductSpec = {
  id: "starter",
  name: "Starter",
  isPublished: true,
  isSubscriptionRequired: true,
  isApprovalRequired: false,
  apis: ["orders"],
  groups: [],
  subscriptionsLimit: undefined,
  policy: document("product"),
};

const subscription = {
  name: "",
  state: "active",
  owner: "",
  createdAtMs: 0,
  startsAtMs: undefined,
  endsAtMs: undefined,
  allowsTracing: false,
} as const;

function model(apis: readonly ApiSpec[] = [orders]): ApiModelSpec {
  return {
    apis,
    products: [starter],
    subscriptions: {
      digestKey: digestKey.toString("base64"),
      subscriptions: [
        { ...subscription, id: "s1", scope: { kind: "product", product: "starter" } },
        { ...subscription, id: "s2", scope: { kind: "api", api: "orders" } },
        { ...subscription, id: "s3", scope: { kind: "api", api: "orders" }, state: "suspended" },
      ],
      keys: [
        { digest: digest("product-key"), kind: "primary", subscription: 0 },
        { digest: digest("api-key"), kind: "secondary", subscription: 1 },
        { digest: digest("suspended-key"), kind: "primary", subscription: 2 },
      ],
    },
  };
}

type Running = { readonly gateway: TestGateway; readonly backend: RawBackend };

async function running(apiModel = model(), change: Partial<PoolSpec> = {}): Promise<Running> {
  const backend = await startRawBackend(answering(OK));
  const target = { kind: "sinkpool", name: "default", status: 404 } as const;
  const features = { ...noFeatures, apis: apiModel.apis.map(({ id }) => id) };
  const gateway = await startGateway(
    {
      pools: [pool("up", [backend.port], change)],
      sites: [site([route("/*", target, { features })], { hosts: ["a"] })],
      apiModel,
      policies: { global: globalDocument, namedValues: [], fragments: [], backends: [] },
    },
    productEngines,
  );
  const run = { gateway, backend };
  begun.push(run);
  return run;
}

async function ask({ gateway }: Running, line: string, ...headers: string[]): Promise<string> {
  const head = [`${line} HTTP/1.1`, "Host: a", "Connection: close", ...headers].join("\r\n");
  return (await exchangeRaw(gateway.port, `${head}\r\n\r\n`)).bytes;
}

const begun: Running[] = [];

afterEach(async () => {
  for (const { gateway, backend } of begun.splice(0)) {
    await gateway.close();
    await backend.close();
    assert.deepEqual(gateway.defects, []);
  }
});

describe("an API", () => {
  it("runs the documents from the outermost scope inward, and takes the path of the backend", async () => {
    const run = await running();
    await ask(run, "GET /orders/items/4?x=1", "Ocp-Apim-Subscription-Key: product-key");
    const sent = run.backend.received();
    assert.match(sent, /^GET \/base\/items\/4\?x=1 HTTP\/1\.1\r\nHost: 127\.0\.0\.1:/);
    assert.deepEqual(
      [...sent.matchAll(/X-Scope: (\w+)/g)].map(([, name]) => name),
      ["global", "product", "api", "operation"],
    );
    assert.doesNotMatch(sent, /product-key/);
    const [line] = await run.gateway.recorded(1);
    assert.equal(line?.target, "api:orders");
    assert.deepEqual(line?.apiCall, {
      api: "orders",
      operation: "get-item",
      product: "starter",
      subscription: "s1",
    });
  });

  it("tells a backend that checks signatures whose key it was, and nothing that a client says of it", async () => {
    const assertion = { keyId: "k", algorithm: "hmac-sha256", key: "secret", lifetimeS: 30 } as const;
    const forged = "X-Gw-Principal: subscription:admin";
    const keyed = await running(model(), { assertion });
    await ask(keyed, "GET /orders/items/4", "Ocp-Apim-Subscription-Key: api-key", forged);
    assert.deepEqual(keyed.backend.received().match(/x-gw-principal: .*/gi), [
      "X-Gw-Principal: subscription:s2",
    ]);
    assert.match(keyed.backend.received(), /^Signature-Input: gw=\(.* "x-gw-principal" .*\);/m);
    const open = await running(model([{ ...orders, isSubscriptionRequired: false }]), { assertion });
    await ask(open, "GET /orders/items/4", forged);
    assert.match(open.backend.received(), /^X-Gw-Client-Ip: 127\.0\.0\.1\r$/m);
    assert.doesNotMatch(open.backend.received(), /x-gw-principal/i);
  });

  it("leaves the product's document out for a key that is not the product's", async () => {
    const run = await running();
    await ask(run, "GET /orders/items/4?subscription-key=api-key&x=1");
    const sent = run.backend.received();
    assert.match(sent, /^GET \/base\/items\/4\?x=1 HTTP/);
    assert.doesNotMatch(sent, /X-Scope: product/);
  });

  const refusals: readonly (readonly [string, string, readonly string[], number, RegExp])[] = [
    ["no key", "GET /orders/items/4", [], 401, /missing subscription key/],
    ["a wrong key", "GET /orders/items/4?subscription-key=no", [], 401, /invalid subscription key/],
    ["a suspended key", "GET /orders/items/4?subscription-key=suspended-key", [], 401, /invalid/],
    ["no such operation", "DELETE /orders/items/4?subscription-key=api-key", [], 404, /not found/i],
  ];
  for (const [what, line, headers, status, text] of refusals) {
    it(`refuses ${what} before the backend hears of it`, async () => {
      const run = await running();
      const answer = await ask(run, line, ...headers);
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.match(answer, text);
      assert.equal(run.backend.received(), "");
      const [recorded] = await run.gateway.recorded(1);
      assert.equal(recorded?.reason, "policy-refused");
    });
  }

  it("leaves paths of no API to the route", async () => {
    const run = await running();
    assert.match(await ask(run, "GET /other"), /^HTTP\/1\.1 404 /);
    const [line] = await run.gateway.recorded(1);
    assert.equal(line?.reason, "sinkpool-hit");
  });

  it("is found by the version that a request names", async () => {
    const version = (value: string) => ({ set: "v", value, scheme: "segment" as const, name: "" });
    const run = await running(
      model([
        { ...orders, id: "v1", version: version("v1"), isSubscriptionRequired: false },
        {
          ...orders,
          id: "v2",
          version: version("v2"),
          isSubscriptionRequired: false,
          service: { pool: "up", backend: undefined, basePath: "/two", url: undefined },
        },
      ]),
    );
    await ask(run, "GET /orders/v2/items/4");
    assert.match(run.backend.received(), /^GET \/two\/items\/4 HTTP/);
  });
});
