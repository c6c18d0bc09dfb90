import assert from "node:assert/strict";
import { test } from "node:test";
import type { BodySink } from "#http/body.ts";
import { makeField } from "#http/field.ts";
import { documentWith, subscriber } from "../../../test/harness/limit-documents.ts";
import { type RunSetting, runDocument, textResponse } from "../../../test/harness/run-document.ts";
import { newTestTraffic } from "../../../test/harness/test-traffic.ts";
import { PolicyResponse } from "../plans.ts";

const limit = (attributes: string, more = ""): string =>
  documentWith(`<llm-token-limit counter-key="k" ${attributes} />${more}`);

/** 40 characters: 10 tokens. */
const prompt = JSON.stringify({ model: "m", messages: [{ content: "0123456789".repeat(4) }] });
const streamed = JSON.stringify({ stream: true, messages: [{ content: "0123456789".repeat(4) }] });

const used =
  (prompt: number, completion: number, headers = {}) =>
  () =>
    textResponse(
      200,
      JSON.stringify({
        usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
      }),
      { "Content-Type": "application/json", ...headers },
    );

test("what the model says that it used counts, and the minute that is used up refuses", async () => {
  const traffic = newTestTraffic();
  const document = limit(
    `tokens-per-minute="100" estimate-prompt-tokens="false" remaining-tokens-header-name="X-Left" ` +
      `tokens-consumed-header-name="X-Used" tokens-consumed-variable-name="used"`,
  );
  const run = (setting: RunSetting) =>
    runDocument(document, { traffic, method: "POST", body: prompt, ...setting });
  const first = await run({ backend: used(20, 50) });
  assert.deepEqual(first.call.response?.headers.valuesOf("X-Used"), ["70"]);
  assert.deepEqual(first.call.response?.headers.valuesOf("X-Left"), ["30"]);
  assert.equal(String(first.call.variables.find("used") !== undefined), "true");
  // More than is left goes to the model, and is paid for by those that come after it.
  assert.equal((await run({ backend: used(20, 80) })).outcome, "next");
  const refused = await run({});
  assert.equal(refused.forwarded, 0);
  assert.equal(refused.call.response?.status, 429);
  assert.match(
    refused.call.response?.body.text ?? "",
    /Token limit is exceeded\. Try again in \d+ seconds\./,
  );
  assert.ok(Number(refused.call.response?.headers.valuesOf("Retry-After")[0]) > 60);
});

test("an estimated prompt that does not fit is refused before the model is asked", async () => {
  const traffic = newTestTraffic();
  const document = limit(`tokens-per-minute="15" estimate-prompt-tokens="true"`);
  const run = (backend: () => PolicyResponse) =>
    runDocument(document, { traffic, method: "POST", body: prompt, backend });
  assert.equal((await run(used(4, 1))).outcome, "next");
  // 5 of 15 are used: 10 are left for the estimate of 10.
  assert.equal((await run(used(4, 4))).outcome, "next");
  const refused = await run(used(1, 1));
  assert.deepEqual([refused.forwarded, refused.call.response?.status], [0, 429]);
});

test("calls that no model answered give back what was estimated", async () => {
  const traffic = newTestTraffic();
  const attributes = `tokens-per-minute="15" estimate-prompt-tokens="true" remaining-tokens-header-name="X-Left"`;
  const reply = `<return-response><set-status code="204" /></return-response>`;
  const early = limit(attributes, reply);
  for (let i = 0; i < 3; i++) {
    const { call } = await runDocument(early, { traffic, method: "POST", body: prompt });
    assert.deepEqual([call.response?.status, call.response?.headers.valuesOf("X-Left")], [204, ["15"]]);
  }
  const failing = () => textResponse(500, "no");
  for (let i = 0; i < 3; i++) {
    const { call } = await runDocument(limit(attributes), {
      ...{ traffic, method: "POST", body: prompt, backend: failing },
    });
    assert.equal(call.response?.status, 500);
  }
});

test("a quota of tokens lasts for its period of the calendar, and answers 403", async () => {
  const traffic = newTestTraffic();
  const document = limit(
    `token-quota="100" token-quota-period="Daily" estimate-prompt-tokens="false" ` +
      `remaining-quota-tokens-header-name="X-Left"`,
  );
  const run = () => runDocument(document, { traffic, method: "POST", body: prompt, backend: used(10, 90) });
  assert.deepEqual((await run()).call.response?.headers.valuesOf("X-Left"), ["0"]);
  traffic.advance(6 * 3_600_000);
  const refused = await run();
  assert.equal(refused.call.response?.status, 403);
  assert.deepEqual(refused.call.response?.headers.valuesOf("Retry-After"), [String(18 * 3600)]);
  traffic.advance(18 * 3_600_000);
  assert.equal((await run()).outcome, "next");
});

/** An answer of server-sent events that comes when somebody takes it. */
function eventStream(events: readonly string[]): PolicyResponse {
  const start = (sink: BodySink): void => {
    for (const event of events) sink.data(event);
    sink.end([]);
  };
  return new PolicyResponse({
    ...{ status: 200, reasonPhrase: "OK", connectionNames: [] },
    fields: [makeField("Content-Type", "text/event-stream; charset=utf-8")],
    body: {
      ...{ prefix: "", complete: false, declaredBytes: -1, trailers: [] },
      rest: { start, resume: () => undefined, cancel: () => undefined },
    },
  });
}

const delta = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

const streams: readonly (readonly [what: string, events: readonly string[], left: string])[] = [
  [
    "that tells its usage, in pieces",
    [
      delta("abc"),
      `data: {"choices":[],"us`,
      `age":{"prompt_tokens":12,"completion_tokens":8}}\n\ndata: [DONE]\n\n`,
    ],
    "80",
  ],
  [
    "that tells none: its texts are counted",
    [delta("0123456789".repeat(2)), delta("0123456789".repeat(2))],
    "80",
  ],
];

for (const [what, events, left] of streams) {
  test(`a stream ${what} counts when it has ended, and is not held up`, async () => {
    const traffic = newTestTraffic();
    const document = limit(
      `tokens-per-minute="100" estimate-prompt-tokens="false" remaining-tokens-header-name="X-Left"`,
    );
    const seen: string[] = [];
    const { call } = await runDocument(document, {
      ...{ traffic, method: "POST", body: streamed, backend: () => eventStream(events) },
      deliver: (response) =>
        response.body.outgoing.rest?.start({
          data: (chunk) => seen.push(chunk) > 0,
          end: () => undefined,
          fail: () => assert.fail(),
        }),
    });
    assert.equal(seen.join(""), events.join(""));
    // Prompts of streams are counted before.
    assert.deepEqual(call.response?.headers.valuesOf("X-Left"), ["90"]);
    const next = await runDocument(document, {
      ...{ traffic, method: "POST", body: "{}", backend: used(0, 0) },
    });
    assert.deepEqual(next.call.response?.headers.valuesOf("X-Left"), [left]);
  });
}

test("used tokens are told as metrics, by both names of the policy", async () => {
  for (const name of ["llm-emit-token-metric", "azure-openai-emit-token-metric"]) {
    const { metrics } = await runDocument(
      documentWith(`<${name} namespace="ai"><dimension name="Subscription ID" /></${name}>`),
      { method: "POST", body: prompt, backend: used(7, 5), facts: subscriber("s1") },
    );
    assert.deepEqual(
      metrics.map(({ namespace, name: metric, value, dimensions }) => [namespace, metric, value, dimensions]),
      [
        ["ai", "Total Tokens", 12, [["Subscription ID", "s1"]]],
        ["ai", "Prompt Tokens", 7, [["Subscription ID", "s1"]]],
        ["ai", "Completion Tokens", 5, [["Subscription ID", "s1"]]],
      ],
    );
  }
});
