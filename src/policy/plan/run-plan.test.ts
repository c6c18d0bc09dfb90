import assert from "node:assert/strict";
import { test } from "node:test";
import { documentOf, runDocument, textResponse } from "../../../test/harness/run-document.ts";

test("a document without policies passes the request and its answer", async () => {
  const { call, outcome, forwarded } = await runDocument(documentOf({}), {
    backend: () => textResponse(204),
  });
  assert.equal(outcome, "next");
  assert.equal(forwarded, 1);
  assert.equal(call.response?.status, 204);
});

test("a section without <base /> is not inherited: nothing is forwarded", async () => {
  const { forwarded } = await runDocument(documentOf({ backend: "" }));
  assert.equal(forwarded, 0);
});

test("<base /> runs the scope around, where it stands", async () => {
  const global = documentOf({
    inbound: `<set-header name="X-Way" exists-action="append"><value>global</value></set-header>`,
    backend: "<forward-request />",
  });
  const api = documentOf({
    inbound:
      `<set-header name="X-Way" exists-action="append"><value>before</value></set-header><base />` +
      `<set-header name="X-Way" exists-action="append"><value>after</value></set-header>`,
  });
  const { call } = await runDocument(api, {
    around: [{ scope: "global", file: "global.xml", text: global }],
  });
  assert.deepEqual(call.request.headers.valuesOf("x-way"), ["before", "global", "after"]);
});

test("choose takes the first branch whose condition is true", async () => {
  const inbound =
    `<set-variable name="n" value="@(2)" /><choose>` +
    `<when condition="@((int)context.Variables["n"] == 1)"><set-method>PUT</set-method></when>` +
    `<when condition="@((int)context.Variables["n"] == 2)"><set-method>PATCH</set-method></when>` +
    `<otherwise><set-method>DELETE</set-method></otherwise></choose>`;
  const { call } = await runDocument(documentOf({ inbound }));
  assert.equal(call.request.method, "PATCH");
});

test("return-response ends the call: no backend, no outbound", async () => {
  const { call, outcome, forwarded } = await runDocument(
    documentOf({
      inbound:
        `<return-response><set-status code="418" reason="Teapot" />` +
        `<set-header name="X-A" exists-action="override"><value>1</value></set-header>` +
        `<set-body>@("tea " + context.Request.Method)</set-body></return-response>`,
      outbound: `<set-header name="X-Out"><value>1</value></set-header>`,
    }),
  );
  assert.equal(outcome, "end");
  assert.equal(forwarded, 0);
  assert.equal(call.response?.status, 418);
  assert.equal(call.response?.body.text, "tea GET");
  assert.deepEqual(call.response?.headers.valuesOf("X-Out"), []);
});

test("an exception of an expression becomes LastError, and on-error answers", async () => {
  const { call, outcome } = await runDocument(
    documentOf({
      inbound: `<choose><when condition="@(true)"><set-variable id="p1" name="x" value="@(int.Parse("a"))" /></when></choose>`,
      onError:
        `<set-status code="400" reason="Bad" /><set-header name="X-E"><value>` +
        `@($"{context.LastError.Source} {context.LastError.Reason} {context.LastError.Section} {context.LastError.Path} {context.LastError.PolicyId}")` +
        `</value></set-header>`,
    }),
  );
  assert.equal(outcome, "failed");
  assert.equal(call.response?.status, 400);
  assert.deepEqual(call.response?.headers.valuesOf("X-E"), [
    "set-variable ExpressionValueEvaluationFailure inbound choose[1]/when[1]/set-variable[1] p1",
  ]);
});

test("without on-error the answer is Azure's default, and tells nothing of the inside", async () => {
  const inbound = `<set-variable name="x" value="@(int.Parse("secret"))" />`;
  const { call } = await runDocument(documentOf({ inbound, onError: "" }));
  assert.equal(call.response?.status, 500);
  assert.equal(call.response?.body.text, '{"statusCode":500,"message":"Internal server error"}');
});

test("retry runs once more than it is told to repeat, and waits in between", async () => {
  let asked = 0;
  const backend =
    `<retry condition="@(context.Response.StatusCode == 503)" count="3" interval="2" delta="1">` +
    `<forward-request /></retry>`;
  const { call, delaysMs } = await runDocument(documentOf({ backend }), {
    backend: () => textResponse(++asked < 3 ? 503 : 200),
  });
  assert.equal(asked, 3);
  assert.equal(call.response?.status, 200);
  assert.deepEqual(delaysMs, [2000, 3000]);
});

test("a fragment runs in the place of include-fragment, with its named values", async () => {
  const { call } = await runDocument(documentOf({ inbound: `<include-fragment fragment-id="f" />` }), {
    fragments: { f: `<fragment><set-header name="X-F"><value>{{v}}</value></set-header></fragment>` },
    namedValues: { v: "w" },
  });
  assert.deepEqual(call.request.headers.valuesOf("X-F"), ["w"]);
});

test("rewrite-uri fills in the operation's parameters and keeps the others of the query", async () => {
  const { call } = await runDocument(documentOf({ inbound: `<rewrite-uri template="/v2/{id}?b={a}" />` }), {
    target: "/items/4%202?a=x%26y&c=z",
    matchedParameters: { id: "4 2" },
  });
  assert.equal(call.request.path, "/v2/4%202");
  assert.equal(call.request.query, "?b=x%26y&c=z");
});

test("a body that was read without preserveContent does not go on; one that was kept does", async () => {
  const read = (how: string) =>
    `<set-variable name="b" value="@(context.Request.Body.As<string>(${how}))" />`;
  const consumed = await runDocument(documentOf({ inbound: read("") }), { method: "POST", body: "abc" });
  assert.equal(consumed.call.request.body.outgoing.prefix, "");
  const kept = await runDocument(documentOf({ inbound: read("preserveContent: true") }), {
    method: "POST",
    body: "abc",
  });
  assert.equal(kept.call.request.body.outgoing.prefix, "abc");
  assert.equal(kept.call.variables.find("b"), "abc");
});
