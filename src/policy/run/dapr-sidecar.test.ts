import assert from "node:assert/strict";
import { test } from "node:test";
import {
  documentOf,
  type RunSetting,
  runDocument,
  textResponse,
} from "../../../test/harness/run-document.ts";
import type { OutboundRequest } from "../plans.ts";

async function asking(inbound: string, status = 200, setting: RunSetting = {}) {
  const sent: OutboundRequest[] = [];
  const result = await runDocument(documentOf({ inbound, backend: "" }), {
    method: "POST",
    body: `{"a":1}`,
    ...setting,
    fetch: (request) => {
      sent.push(request);
      return textResponse(status, "from dapr");
    },
  });
  return { result, sent: sent[0], call: result.call };
}

test("a message is published to the topic of a component", async () => {
  const { sent, call } = await asking(
    `<publish-to-dapr pubsub-name="orders" topic="@("new " + 1)" response-variable-name="r">` +
      `@(context.Request.Body.As<string>())</publish-to-dapr>` +
      `<set-variable name="s" value="@(((IResponse)context.Variables["r"]).Body.As<string>())" />`,
  );
  assert.equal(sent?.url, "http://localhost:3500/v1.0/publish/orders/new%201");
  assert.deepEqual([sent.method, sent.body, sent.timeoutMs, sent.isNamed], ["POST", `{"a":1}`, 5000, true]);
  assert.equal(call.variables.find("s"), "from dapr");
});

test("without pubsub-name the topic names the component too; a template makes the message", async () => {
  const publish = `<publish-to-dapr topic="orders/new" template="Liquid">n={{body.a}}</publish-to-dapr>`;
  const setting = { headers: { "Content-Type": "application/json" } };
  const { sent } = await asking(publish, 204, setting);
  assert.equal(sent?.url, "http://localhost:3500/v1.0/publish/orders/new");
  assert.equal(sent.body, "n=1");
});

test("a binding gets operation, metadata and data", async () => {
  const { sent } = await asking(
    `<invoke-dapr-binding name="external-system" operation="create"><metadata><item key="source">apim</item>` +
      `<item key="ip">@(context.Request.IpAddress)</item></metadata>` +
      `<data>@(context.Request.Body.As<string>())</data></invoke-dapr-binding>`,
  );
  assert.equal(sent?.url, "http://localhost:3500/v1.0/bindings/external-system");
  assert.deepEqual(JSON.parse(sent.body), {
    operation: "create",
    metadata: { source: "apim", ip: "192.0.2.7" },
    data: { a: 1 },
  });
});

test("what the sidecar refuses leads to on-error, unless errors are ignored", async () => {
  const publish = (more: string) =>
    `<publish-to-dapr topic="a/b" response-variable-name="r"${more}>x</publish-to-dapr>`;
  const refused = await asking(publish(""), 404);
  assert.equal(refused.result.outcome, "failed");
  assert.equal(refused.call.lastError?.reason, "DaprRequestFailed");
  assert.equal(refused.call.response?.status, 404);
  assert.notEqual(refused.call.variables.find("r"), undefined);
  const ignored = await asking(publish(` ignore-error="true"`), 500);
  assert.equal(ignored.result.outcome, "next");
});

test("set-backend-service leads a call to a method of an application", async () => {
  const inbound = `<set-backend-service backend-id="dapr" dapr-app-id="echo" dapr-method="back/v 1" dapr-namespace="ns" />`;
  const { call } = await runDocument(documentOf({ inbound }));
  const url = "http://localhost:3500/v1.0/invoke/echo.ns/method/back/v%201";
  assert.deepEqual(call.backend, { kind: "url", url, isLiteral: true });
  assert.equal(call.request.path, "/");
});
