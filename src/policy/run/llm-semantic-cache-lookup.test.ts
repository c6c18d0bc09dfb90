import assert from "node:assert/strict";
import { test } from "node:test";
import { subscriber } from "../../../test/harness/limit-documents.ts";
import {
  documentOf,
  type RunResult,
  type RunSetting,
  runDocument,
  textResponse,
} from "../../../test/harness/run-document.ts";
import { newTestTraffic } from "../../../test/harness/test-traffic.ts";
import { type OutboundRequest, PolicyFailure, type PolicyResponse } from "../plans.ts";

type Parts = { readonly lookup?: string; readonly inside?: string; readonly duration?: number };

const cached = ({ lookup = "", inside = "", duration = 60 }: Parts): string =>
  documentOf({
    inbound:
      `<base /><llm-semantic-cache-lookup score-threshold="0.05" embeddings-backend-id="embed" ` +
      `embeddings-backend-auth="system-assigned" ${lookup}>${inside}</llm-semantic-cache-lookup>`,
    outbound:
      `<llm-semantic-cache-store duration="${duration}" /><base />` +
      `<set-header name="X-Behind"><value>a</value></set-header>`,
  });

const chat = (content: unknown, more: object = {}): string =>
  JSON.stringify({ model: "m", messages: [{ role: "user", content }], ...more });

/** By the words of a prompt: cats and kittens mean nearly the same, dogs do not. */
function meaning(input: string): readonly number[] {
  if (input.includes("cat")) return [1, 0, 0];
  if (input.includes("kitten")) return [1, 0.1, 0];
  return [0, 0, 1];
}

const embedded = ({ body }: OutboundRequest): PolicyResponse => {
  const { input }: { input: string } = JSON.parse(Buffer.from(body, "latin1").toString("utf8"));
  return textResponse(200, JSON.stringify({ data: [{ embedding: meaning(input) }] }));
};

function caller(parts: Parts = {}, common: RunSetting = {}) {
  const traffic = newTestTraffic();
  const asked: OutboundRequest[] = [];
  let count = 0;
  const run = (body: string, setting: RunSetting = {}): Promise<RunResult> =>
    runDocument(cached(parts), {
      traffic,
      method: "POST",
      body,
      facts: subscriber("s1"),
      backend: () => textResponse(200, `${++count}`, { "Content-Type": "application/json" }),
      fetch: (request) => {
        asked.push(request);
        return embedded(request);
      },
      ...common,
      ...setting,
    });
  const text = async (body: string, setting: RunSetting = {}): Promise<string> =>
    (await run(body, setting)).call.response?.body.text ?? "";
  return { traffic, asked, run, text };
}

test("a prompt that means nearly the same gets the answer of the first, until its time is over", async () => {
  const { asked, run, text, traffic } = caller(
    {},
    {
      backend: () =>
        textResponse(200, `{"a":"miau"}`, {
          "Content-Type": "application/json",
          "Set-Cookie": "a=1",
          "X-Request": "7",
        }),
    },
  );
  assert.equal((await run(chat("what is a cat?"))).forwarded, 1);
  assert.equal(asked[0]?.url, "https://embed.example/base");
  assert.equal(asked[0]?.body, JSON.stringify({ input: "user: what is a cat?" }));
  traffic.advance(20_000);
  const { call, forwarded, outcome } = await run(chat("a kitten?"));
  const { headers, body, status } = call.response ?? assert.fail();
  assert.deepEqual([forwarded, outcome, status, body.text], [0, "next", 200, `{"a":"miau"}`]);
  assert.deepEqual(headers.valuesOf("Age"), ["20"]);
  assert.deepEqual(headers.valuesOf("Content-Type"), ["application/json"]);
  assert.deepEqual(headers.valuesOf("X-Behind"), ["a"]);
  // What was about the other call.
  assert.deepEqual([...headers.valuesOf("Set-Cookie"), ...headers.valuesOf("X-Request")], []);
  assert.equal((await run(chat("a dog?"))).forwarded, 1);
  traffic.advance(40_000);
  assert.equal((await run(chat("a kitten?"))).forwarded, 1);
  assert.notEqual(await text(chat("a kitten?")), "");
});

test("nobody gets what another caller was answered", async () => {
  const { run, text } = caller();
  assert.equal(await text(chat("cat")), "1");
  assert.equal(await text(chat("cat"), { facts: subscriber("s2") }), "2");
  assert.equal(await text(chat("cat"), { facts: subscriber("s1", "invoices") }), "3");
  assert.equal(await text(chat("cat"), { headers: { Authorization: "Bearer a" } }), "4");
  assert.equal(await text(chat("cat"), { headers: { Authorization: "Bearer b" } }), "5");
  assert.equal(await text(chat("cat"), { headers: { Authorization: "Bearer a" } }), "4");
  assert.equal(await text(chat("cat"), { target: "/items?a=2" }), "6");
  assert.equal(await text(chat("cat")), "1");
  // Nothing tells these apart from any other.
  for (const _ of [1, 2]) assert.equal((await run(chat("cat"), { facts: {} })).forwarded, 1);
});

test("credentials that policies put in place of the client's tell nobody apart, and hide no one", async () => {
  const traffic = newTestTraffic();
  const inner = cached({}).replace(
    "<llm-sem",
    `<set-header name="Authorization"><value>Bearer node</value></set-header><llm-sem`,
  );
  let count = 0;
  const text = async (setting: RunSetting): Promise<string> => {
    const common = { traffic, method: "POST", body: chat("cat"), fetch: embedded };
    const backend = () => textResponse(200, `${++count}`);
    return (await runDocument(inner, { ...common, backend, ...setting })).call.response?.body.text ?? "";
  };
  assert.equal(await text({}), "1");
  assert.equal(await text({}), "2");
  const by = (token: string): RunSetting => ({
    headers: { Authorization: token },
    facts: subscriber("s1"),
  });
  assert.equal(await text(by("ann")), "3");
  assert.equal(await text(by("bob")), "4");
  assert.equal(await text(by("ann")), "3");
});

test("vary-by says who a caller is, within a subscription", async () => {
  const { text } = caller({
    inside: `<vary-by>@(context.Request.Headers.GetValueOrDefault("X-User", ""))</vary-by>`,
  });
  const by = (user: string, authorization: string, facts = subscriber("s1")): RunSetting => ({
    headers: { "X-User": user, Authorization: authorization },
    facts,
  });
  assert.equal(await text(chat("cat"), by("ann", "1")), "1");
  assert.equal(await text(chat("cat"), by("ann", "2")), "1");
  assert.equal(await text(chat("cat"), by("bob", "1")), "2");
  assert.equal(await text(chat("cat"), by("ann", "1", subscriber("s2"))), "3");
});

test("all else in a request must be the same", async () => {
  const { text } = caller();
  assert.equal(await text(chat("cat")), "1");
  assert.equal(await text(chat("cat", { model: "other" })), "2");
  assert.equal(await text(chat("cat", { temperature: 1 })), "3");
  assert.equal(await text(chat("kitten")), "1");
});

test("streams, pictures, calls of tools and what is no prompt go past the cache", async () => {
  const { asked, run } = caller();
  const tools = { role: "assistant", content: "cat", tool_calls: [{ id: "1" }] };
  const bodies = [
    chat("cat", { stream: true }),
    chat([
      { type: "text", text: "cat" },
      { type: "image_url", image_url: { url: "data:," } },
    ]),
    JSON.stringify({ messages: [tools] }),
    JSON.stringify({ input: "cat" }),
    JSON.stringify({ messages: [] }),
    JSON.stringify({ prompt: ["cat"] }),
    chat("c".repeat(100_000)),
    "cat",
  ];
  for (const body of bodies) for (const _ of [1, 2]) assert.equal((await run(body)).forwarded, 1, body);
  assert.equal(asked.length, 0);
  const parts = chat([{ type: "text", text: "cat" }]);
  assert.deepEqual([(await run(parts)).forwarded, (await run(parts)).forwarded], [1, 0]);
  const plain = JSON.stringify({ prompt: "cat" });
  assert.deepEqual([(await run(plain)).forwarded, (await run(plain)).forwarded], [1, 0]);
});

test("system messages count unless they are ignored, and long dialogs go past the cache", async () => {
  const dialog = (system: string, ...turns: string[]): string =>
    JSON.stringify({
      messages: [{ role: "system", content: system }, ...turns.map((content) => ({ role: "user", content }))],
    });
  const counted = caller();
  await counted.run(dialog("be kind", "x"));
  assert.equal(counted.asked[0]?.body, JSON.stringify({ input: "system: be kind\nuser: x" }));
  const ignored = caller({ lookup: `ignore-system-messages="true" max-message-count="2"` });
  await ignored.run(dialog("be kind", "x", "y"));
  assert.equal(ignored.asked[0]?.body, JSON.stringify({ input: "user: x\nuser: y" }));
  await ignored.run(dialog("be kind", "x", "y", "z"));
  assert.equal(ignored.asked.length, 1);
});

test("only whole answers of 200 that are no streams are kept", async () => {
  const large = "x".repeat(1_048_577);
  const answers = [
    textResponse(201, "a"),
    textResponse(429, "a"),
    textResponse(200, ""),
    textResponse(200, large),
    textResponse(200, "a", { "Content-Type": "text/event-stream" }),
    textResponse(200, "a", { "Content-Encoding": "gzip" }),
    textResponse(200, "a", { "Cache-Control": "private, No-Store" }),
  ];
  for (const answer of answers) {
    const { run } = caller();
    await run(chat("cat"), { backend: () => answer });
    assert.equal((await run(chat("cat"))).forwarded, 1);
  }
  const { run } = caller({ duration: 0 });
  for (const _ of [1, 2]) assert.equal((await run(chat("cat"))).forwarded, 1);
});

test("without an embedding the call goes on uncached, and the node's log says so", async () => {
  const failures: NonNullable<RunSetting["fetch"]>[] = [
    () => textResponse(503),
    () => textResponse(200, "no JSON"),
    () => textResponse(200, `{"data":[{"embedding":[]}]}`),
    () => textResponse(200, `{"data":[{"embedding":[0,0]}]}`),
    () => textResponse(200, `{"data":[{"embedding":[1,"2"]}]}`),
    () => textResponse(200, JSON.stringify({ data: [{ embedding: Array(4097).fill(1) }] })),
    () => Promise.reject(new PolicyFailure("Timeout", "no answer in time", { status: 500 })),
  ];
  for (const fetch of failures) {
    const { run } = caller();
    for (const _ of [1, 2]) {
      const { forwarded, outcome, traces } = await run(chat("cat"), { fetch });
      assert.deepEqual([forwarded, outcome], [1, "next"]);
      assert.equal(traces.length, 1);
      assert.match(traces[0]?.message ?? "", /goes on without the cache/);
    }
  }
});

test("the node's token is shown where the backend has no credentials, and none is a refusal", async () => {
  const tokens: string[] = [];
  const service = { id: "embed", url: "https://e", headers: [], query: [], ca: "", hasTokens: true };
  const { asked, run } = caller();
  const identity = {
    ...{ verifyToken: () => assert.fail(), judgeCertificate: () => assert.fail() },
    authorization: () => assert.fail(),
    ownToken: ({ resource }: { resource: string }) => {
      tokens.push(resource);
      return { value: "t", answer: {} };
    },
  };
  await run(chat("cat"), { ports: { service: () => service, identity } });
  assert.deepEqual(tokens, ["https://cognitiveservices.azure.com"]);
  // Its pool chooses who of it is asked.
  assert.equal(asked[0]?.backendId, "embed");
  assert.ok(asked[0].headers.some(([name, value]) => name === "Authorization" && value === "Bearer t"));
  const refused = await run(chat("cat"), { ports: { service: () => ({ ...service, hasTokens: false }) } });
  assert.equal(refused.forwarded, 0);
  assert.equal(refused.call.lastError?.reason, "TokenNotAcquired");
});
