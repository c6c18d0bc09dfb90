// Limits and caches of policy documents on a route, over the wire.

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { productEngines } from "#gateway/pipeline.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import { pool, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { answering, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw } from "../harness/raw-client.ts";
import { documentOf } from "../harness/run-document.ts";

type Running = { readonly gateway: TestGateway; readonly backend: RawBackend; readonly requests: string[] };

const begun: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of begun.splice(0)) await one.close();
});

async function running(sections: Parameters<typeof documentOf>[0], answer: string): Promise<Running> {
  const requests: string[] = [];
  const backend = await startRawBackend(
    answering((bytes) => {
      requests.push(bytes);
      return answer;
    }),
  );
  begun.push(backend);
  const policy = { file: "policy.xml", text: documentOf(sections) };
  const target = { kind: "pool", pool: "up" } as const;
  const gateway = await startGateway(
    {
      pools: [pool("up", [backend.port])],
      sites: [site([route("/*", target, { features: { ...noFeatures, policy } })], { hosts: ["a"] })],
    },
    productEngines,
  );
  begun.push(gateway);
  return { gateway, backend, requests };
}

const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;

const ask = async ({ gateway }: Running, request = get("/items")): Promise<string> =>
  (await exchangeRaw(gateway.port, request, { halfClose: false })).bytes;

const ANSWER =
  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 3\r\n\r\nabc";

describe("policies that limit, over the wire", () => {
  it("refuse the call that is too much, with the reason in its access line", async () => {
    const run = await running(
      {
        inbound: `<rate-limit-by-key calls="1" renewal-period="60" counter-key="@(context.Request.IpAddress)" />`,
      },
      ANSWER,
    );
    const first = await ask(run);
    assert.match(first, /\r\nRateLimit: "rate-limit-by-key";r=0;t=60\r\n/);
    const second = await ask(run);
    assert.match(second, /^HTTP\/1\.1 429 /);
    assert.match(second, /\r\nRetry-After: \d+\r\n/);
    assert.match(
      second,
      /\{"statusCode":429,"message":"Rate limit is exceeded\. Try again in \d+ seconds\."\}$/,
    );
    assert.equal(run.requests.length, 1);
    const [, line] = await run.gateway.recorded(2);
    assert.equal(line?.reason, "policy-refused");
    assert.match(line?.detail ?? "", /RateLimitExceeded/);
  });

  it("lower a limit by the risk that the document gives the caller", async () => {
    const run = await running(
      {
        inbound:
          `<set-variable name="portcullis-risk" value="@(0.75)" />` +
          `<rate-limit-by-key calls="20" renewal-period="60" counter-key="k" />`,
      },
      ANSWER,
    );
    assert.match(await ask(run), /\r\nRateLimit-Policy: "rate-limit-by-key";q=5;w=60\r\n/);
  });

  it("count the bytes that went over the wire for a quota of bandwidth", async () => {
    const large = `HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n${"x".repeat(3000)}`;
    const run = await running(
      { inbound: `<quota-by-key bandwidth="5" renewal-period="3600" counter-key="k" />` },
      large,
    );
    assert.match(await ask(run), /^HTTP\/1\.1 200 /);
    assert.match(await ask(run), /^HTTP\/1\.1 200 /);
    assert.match(await ask(run), /^HTTP\/1\.1 403 [^]*Out of bandwidth quota/);
  });
});

describe("policies that cache, over the wire", () => {
  const lookup = `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />`;
  const cached = { inbound: `<base />${lookup}`, outbound: `<cache-store duration="60" /><base />` };

  it("answer from the cache: the same content, one date, its age, and no call of the backend", async () => {
    const run = await running(cached, ANSWER);
    await ask(run);
    const second = await ask(run);
    assert.equal(run.requests.length, 1);
    assert.match(second, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(second, /\r\nAge: 0\r\n/);
    assert.match(second, /\r\nCache-Control: no-store\r\n/);
    assert.equal(second.match(/\r\nDate: /g)?.length, 1);
    assert.equal(second.match(/\r\nContent-Length: 3\r\n/gi)?.length, 1);
    assert.ok(second.endsWith("abc"));
    const [, line] = await run.gateway.recorded(2);
    assert.equal(line?.status, 200);
    assert.equal(line?.reason, "");
    assert.deepEqual(run.gateway.defects, []);
  });

  it("keep a chunked answer whole, and give each query its own", async () => {
    const run = await running(
      cached,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n",
    );
    await ask(run, get("/items?a=1"));
    const second = await ask(run, get("/items?a=1"));
    assert.ok(second.endsWith("\r\n\r\nabcdefg"), second);
    await ask(run, get("/items?a=2"));
    assert.equal(run.requests.length, 2);
  });

  it("neither keep nor give what is one user's", async () => {
    const run = await running(cached, ANSWER.replace("OK\r\n", "OK\r\nSet-Cookie: session=1\r\n"));
    for (let i = 0; i < 2; i++) await ask(run);
    assert.equal(run.requests.length, 2);
    const open = await running(cached, ANSWER);
    const signedIn = get("/items").replace("\r\n\r\n", "\r\nAuthorization: Bearer a\r\n\r\n");
    for (const request of [signedIn, get("/items"), signedIn]) await ask(open, request);
    assert.equal(open.requests.length, 3);
  });

  it("let no client hold up those that wait for the response that it asked for", async () => {
    const run = await running(cached, ANSWER);
    await run.backend.close();
    const answers = await Promise.all([ask(run), ask(run), ask(run)]);
    for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 502 /);
  });
});
