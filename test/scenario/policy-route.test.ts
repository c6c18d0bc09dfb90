// A policy document on a plain route, over the wire: what the backend gets, what the client gets, and what
// the access line tells.

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { ANSWER, type PolicyRoute, type Sections, startPolicyRoute } from "../harness/policy-route.ts";
import { answering, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw } from "../harness/raw-client.ts";

async function running(sections: Sections, answer = () => ANSWER): Promise<PolicyRoute> {
  const started = await startPolicyRoute(sections, answer);
  begun.push(started);
  return started;
}

const begun: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of begun.splice(0)) await one.close();
});

const GET = "GET /items?a=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

describe("a policy document on a route", () => {
  it("changes the request and the answer", async () => {
    const run = await running({
      inbound:
        `<base /><set-header name="X-In"><value>@(context.Request.Method)</value></set-header>` +
        `<set-query-parameter name="b"><value>2 3</value></set-query-parameter>` +
        `<rewrite-uri template="/v2/things" />`,
      outbound:
        `<base /><find-and-replace from="old" to="newer" />` +
        `<set-header name="X-Out"><value>@(context.Response.StatusCode.ToString())</value></set-header>`,
    });
    const answer = await run.ask(GET);
    assert.match(run.requests[0] ?? "", /^GET \/v2\/things\?a=1&b=2%203 HTTP\/1\.1\r\n/);
    assert.match(run.requests[0] ?? "", /\r\nX-In: GET\r\n/);
    assert.match(answer, /\r\nX-Out: 200\r\n/);
    assert.match(answer, /\r\nContent-Length: 13\r\n/i);
    assert.ok(answer.endsWith('{"a":"newer"}'), answer);
    assert.deepEqual(run.gateway.defects, []);
  });

  it("answers in place of the backend", async () => {
    const run = await running({
      inbound: `<return-response><set-status code="403" reason="No" /><set-body>stop</set-body></return-response>`,
    });
    const answer = await run.ask(GET);
    assert.match(answer, /^HTTP\/1\.1 403 No\r\n/);
    assert.ok(answer.endsWith("stop"));
    assert.equal(run.requests.length, 0);
    const [line] = await run.gateway.recorded(1);
    assert.equal(line?.endStage, "authorize");
    assert.equal(line?.reason, "policy-answer");
  });

  it("leaves the name of a failed policy in the access line, and tells the client nothing of it", async () => {
    const run = await running({ inbound: `<set-variable name="x" value="@(int.Parse("hidden"))" />` });
    const answer = await run.ask(GET);
    assert.match(answer, /^HTTP\/1\.1 500 /);
    assert.doesNotMatch(answer, /hidden|set-variable/);
    const [line] = await run.gateway.recorded(1);
    assert.equal(line?.reason, "policy-failed");
    assert.match(line?.detail ?? "", /^set-variable\[1\]: ExpressionValueEvaluationFailure: /);
  });

  it("names a policy that does not run here, where a call reached it", async () => {
    const run = await running({ outbound: `<base /><jsonp callback-parameter-name="cb" />` });
    const answer = await run.ask(GET);
    assert.match(answer, /^HTTP\/1\.1 500 /);
    assert.doesNotMatch(answer, /jsonp/);
    const [line] = await run.gateway.recorded(1);
    assert.equal(line?.reason, "policy-unsupported");
    assert.equal(line?.detail, "jsonp[1]: PolicyNotSupported: jsonp is not supported.");
  });

  it("reads a body that comes in pieces, and changes it", async () => {
    const run = await running({
      inbound: `<set-body>@(context.Request.Body.As<JObject>()["n"].ToString() + "!")</set-body>`,
    });
    const head = "POST /items HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 9\r\n\r\n";
    await exchangeRaw(run.gateway.port, [head, '{"n":', '"x"}']);
    assert.match(run.requests[0] ?? "", /\r\n\r\nx!$/);
  });

  it("retries the backend as retry says", async () => {
    const answers = ["HTTP/1.1 503 No\r\nContent-Length: 3\r\n\r\nbad"];
    const run = await running(
      {
        backend:
          `<retry condition="@(context.Response.StatusCode == 503)" count="2" interval="0">` +
          `<forward-request buffer-request-body="true" /></retry>`,
      },
      () => answers.shift() ?? ANSWER,
    );
    const answer = await run.ask(GET);
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.equal(run.requests.length, 2);
  });

  it("tells a backend that cannot be reached as the gateway does", async () => {
    const run = await running({
      onError: `<set-header name="X-R"><value>@(context.LastError.Reason)</value></set-header>`,
    });
    await run.backend.close();
    const answer = await run.ask(GET);
    assert.match(answer, /^HTTP\/1\.1 502 /);
    assert.match(answer, /\r\nX-R: BackendConnectionFailure\r\n/);
    const [line] = await run.gateway.recorded(1);
    assert.equal(line?.reason, "connect-refused");
  });

  it("sends to another address where the document says so", async () => {
    const other: string[] = [];
    const elsewhere = await startRawBackend(
      answering((bytes) => {
        other.push(bytes);
        return ANSWER;
      }),
    );
    begun.push(elsewhere);
    const run = await running({
      inbound: `<set-backend-service base-url="http://127.0.0.1:${elsewhere.port}/base/" />`,
    });
    const answer = await run.ask(GET);
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.match(
      other[0] ?? "",
      new RegExp(`^GET /base/items\\?a=1 HTTP/1\\.1\r\nHost: 127\\.0\\.0\\.1:${elsewhere.port}\r\n`),
    );
  });

  it("does not go inside for an address that an expression made", async () => {
    const run = await running({
      inbound: `<set-backend-service base-url="@("http://127.0.0.1:" + context.Request.Url.Query["a"][0])" />`,
    });
    const answer = await run.ask(GET);
    assert.match(answer, /^HTTP\/1\.1 502 /);
    assert.equal(run.requests.length, 0);
    assert.match(JSON.stringify(run.gateway.warnings), /internal address/);
  });
});
