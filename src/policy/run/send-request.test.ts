import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import {
  documentOf,
  type RunResult,
  type RunSetting,
  runDocument,
  textResponse,
} from "../../../test/harness/run-document.ts";
import { type OutboundRequest, PolicyFailure } from "../plans.ts";

type Sent = { readonly sent: readonly OutboundRequest[]; readonly result: RunResult };

async function sending(inbound: string, setting: RunSetting = {}): Promise<Sent> {
  const sent: OutboundRequest[] = [];
  const result = await runDocument(documentOf({ inbound }), {
    ...setting,
    fetch: (request) => {
      sent.push(request);
      return setting.fetch?.(request) ?? textResponse(200, `{"active":true}`, { "X-A": "1" });
    },
  });
  return { sent, result };
}

const get = "<set-url>https://auth.example.com/check</set-url><set-method>GET</set-method>";

test("a new request has what stands in it, and the variable holds the response", async () => {
  const { sent, result } = await sending(
    `<send-request response-variable-name="r" timeout="@(2 * 10)">` +
      `<set-url>@("https://auth.example.com/" + context.Request.Method)</set-url><set-method>post</set-method>` +
      `<set-header name="X-T" exists-action="override"><value>a</value><value>b</value></set-header>` +
      `<set-body>@("token=" + "ü")</set-body>` +
      `<authentication-basic username="u" password="p:1" /></send-request>` +
      `<set-variable name="a" value="@((bool)((IResponse)context.Variables["r"]).Body.As<JObject>()["active"])" />` +
      `<set-variable name="s" value="@(((IResponse)context.Variables["r"]).StatusCode)" />`,
    { headers: { "X-Mine": "no" } },
  );
  assert.deepEqual(sent, [
    {
      method: "POST",
      url: "https://auth.example.com/GET",
      headers: [
        ["X-T", "a"],
        ["X-T", "b"],
        ["Authorization", `Basic ${btoa("u:p:1")}`],
      ],
      body: "token=\u00c3\u00bc",
      timeoutMs: 20_000,
      isNamed: false,
      signal: undefined,
    },
  ]);
  assert.equal(result.call.variables.find("a"), true);
  assert.equal(result.outcome, "next");
});

test("an address that stands in the document is named by it; the usual time-out is a minute", async () => {
  const { sent } = await sending(`<send-request response-variable-name="r">${get}</send-request>`);
  assert.equal(sent[0]?.isNamed, true);
  assert.equal(sent[0].timeoutMs, 60_000);
  assert.equal(sent[0].body, "");
});

test("a proxy inside of it leads there, told apart by whether the document names it", async () => {
  for (const [url, isLiteral] of [
    ["http://proxy.example:3128", true],
    ['@("http://proxy.example:" + 3128)', false],
  ] as const) {
    const { sent, result } = await sending(
      `<send-request response-variable-name="r">${get}<proxy url='${url}' username="u" password="p" /></send-request>`,
    );
    const authorization = `Basic ${btoa("u:p")}`;
    assert.deepEqual(sent[0]?.proxy, { url: "http://proxy.example:3128", isLiteral, authorization });
    // The call itself goes as it went.
    assert.equal(result.call.backendProxy, undefined);
  }
});

suite("a copy", () => {
  const setting = {
    method: "PUT",
    headers: { "X-Mine": "yes", Connection: "close", "Content-Length": "3", Host: "api.example.com" },
    body: "abc",
  };

  test("takes method, header and body of the call's request, but nothing of its connection", async () => {
    const { sent } = await sending(
      `<send-request mode="copy" response-variable-name="r"><set-url>https://b.example/x</set-url>` +
        `<set-header name="X-Mine" exists-action="append"><value>too</value></set-header></send-request>`,
      setting,
    );
    assert.equal(sent[0]?.method, "PUT");
    assert.equal(sent[0].body, "abc");
    assert.deepEqual(sent[0].headers, [
      ["X-Mine", "yes"],
      ["X-Mine", "too"],
    ]);
  });

  test("without an address goes where the call itself goes", async () => {
    const copy = `<send-request mode="copy" response-variable-name="r" />`;
    const own = await sending(copy, setting);
    assert.equal(own.sent[0]?.url, "https://api.example.com:443/items?a=1");
    assert.equal(own.sent[0].isNamed, false);
    const moved = await sending(
      `<set-backend-service base-url="https://b.example/v2/" /><rewrite-uri template="/y" />${copy}`,
      setting,
    );
    assert.equal(moved.sent[0]?.url, "https://b.example/v2/y?a=1");
  });

  test("in outbound has no body", async () => {
    const sent: OutboundRequest[] = [];
    const outbound = `<send-request mode="copy" response-variable-name="r"><set-url>https://b.example</set-url></send-request>`;
    await runDocument(documentOf({ outbound }), {
      ...setting,
      fetch: (request) => {
        sent.push(request);
        return textResponse(200);
      },
    });
    assert.equal(sent[0]?.body, "");
  });
});

suite("a call that fails", () => {
  const fetch = (): never => {
    throw new PolicyFailure("Timeout", "no answer within 60000 ms", { status: 500 });
  };

  test("leads to on-error with its reason", async () => {
    const { result } = await sending(`<send-request response-variable-name="r">${get}</send-request>`, {
      fetch,
    });
    assert.equal(result.outcome, "failed");
    assert.equal(result.call.lastError?.source, "send-request");
    assert.equal(result.call.lastError.reason, "Timeout");
  });

  test("gives null where errors are ignored", async () => {
    const { result } = await sending(
      `<send-request response-variable-name="r" ignore-error="true">${get}</send-request>`,
      { fetch },
    );
    assert.equal(result.outcome, "next");
    assert.equal(result.call.variables.find("r"), null);
  });
});

test("the response of a variable can be returned", async () => {
  const { result } = await sending(
    `<send-request response-variable-name="r">${get}</send-request><return-response response-variable-name="r" />`,
  );
  assert.equal(result.outcome, "end");
  assert.equal(result.call.response?.body.text, `{"active":true}`);
  assert.deepEqual(result.call.response.headers.valuesOf("x-a"), ["1"]);
});

test("send-one-way-request does not wait, nor care whether there is an answer", async () => {
  let answer: (() => void) | undefined;
  const { sent, result } = await sending(
    `<send-one-way-request>${get}<set-body template="liquid">{{body}}!</set-body></send-one-way-request>` +
      `<send-one-way-request mode="copy"><set-url>https://log.example</set-url></send-one-way-request>`,
    {
      method: "POST",
      body: "hi",
      fetch: ({ url }) => {
        if (url.startsWith("https://log")) throw new PolicyFailure("Timeout", "late", { status: 500 });
        return new Promise((resolve) => {
          answer = () => resolve(textResponse(200));
        });
      },
    },
  );
  assert.equal(result.outcome, "next");
  assert.deepEqual(
    sent.map(({ url, body }) => [url, body]),
    [
      ["https://auth.example.com/check", "hi!"],
      ["https://log.example", "hi"],
    ],
  );
  answer?.();
});

test("a defect behind send-one-way-request is told, and ends neither the call nor the process", async () => {
  const defect = new TypeError("a defect");
  const { result } = await sending(`<send-one-way-request>${get}</send-one-way-request>`, {
    fetch: () => {
      throw defect;
    },
  });
  await setImmediate();
  assert.equal(result.outcome, "next");
  assert.deepEqual(result.defects, [defect]);
});
