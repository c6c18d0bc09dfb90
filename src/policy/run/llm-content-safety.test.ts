import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { gzipSync } from "node:zlib";
import { wholeBody } from "#http/body.ts";
import {
  documentOf,
  type RunSetting,
  runDocument,
  textResponse,
} from "../../../test/harness/run-document.ts";
import { newTestTraffic } from "../../../test/harness/test-traffic.ts";
import { checkPolicyDocument } from "../check-document.ts";
import { type OutboundRequest, PolicyFailure, PolicyResponse } from "../plans.ts";

const hate = `<categories><category name="Hate" threshold="4" /></categories>`;
const policy = (inner: string, attributes = ""): string =>
  documentOf({
    inbound: `<base /><llm-content-safety backend-id="safety" ${attributes}>${inner}</llm-content-safety>`,
  });

type Answers = { severity?: number; listed?: string; isAttack?: boolean };

/** What the service answers to each of its two questions. */
const service =
  ({ severity = 0, listed, isAttack = false }: Answers) =>
  ({ url }: OutboundRequest): PolicyResponse => {
    const blocklistsMatch = listed === undefined ? [] : [{ blocklistName: listed, blocklistItemText: "x" }];
    const analysis = { blocklistsMatch, categoriesAnalysis: [{ category: "Hate", severity }] };
    const shield = { userPromptAnalysis: { attackDetected: isAttack }, documentsAnalysis: [] };
    return textResponse(200, JSON.stringify(url.includes("shieldPrompt") ? shield : analysis));
  };

async function run(document: string, body: string, setting: RunSetting = {}) {
  const asked: OutboundRequest[] = [];
  const answer = setting.fetch ?? service({});
  const { call, forwarded } = await runDocument(document, {
    ...{ method: "POST", body, ...setting },
    fetch: (request) => {
      asked.push(request);
      return answer(request);
    },
  });
  return { asked, forwarded, status: call.response?.status, text: call.response?.body.text, call };
}

const textsOf = (asked: readonly OutboundRequest[]): readonly string[] =>
  asked.map(({ body }) => {
    const { text, userPrompt } = JSON.parse(Buffer.from(body, "latin1").toString("utf8"));
    return String(text ?? userPrompt);
  });

const chat = JSON.stringify({
  model: "m",
  messages: [
    { role: "system", content: "Be kind." },
    { role: "user", content: [{ type: "text", text: "Grüße" }] },
  ],
});

test("a prompt that the service does not object to goes on; it is asked with key, categories and texts", async () => {
  const { asked, forwarded } = await run(policy(hate), chat, { fetch: service({ severity: 2 }) });
  assert.equal(forwarded, 1);
  const [{ method, url, headers, body, isNamed, backendId } = assert.fail()] = asked;
  assert.equal(asked.length, 1);
  assert.deepEqual(
    [method, url, isNamed, backendId],
    ["POST", "https://safety.example/base/contentsafety/text:analyze?api-version=2024-09-01", true, "safety"],
  );
  assert.deepEqual(headers, [
    ["Ocp-Apim-Subscription-Key", "key"],
    ["Content-Type", "application/json"],
  ]);
  assert.deepEqual(JSON.parse(Buffer.from(body, "latin1").toString("utf8")), {
    ...{ text: "Be kind.\nGrüße", categories: ["Hate"], outputType: "FourSeverityLevels" },
  });
});

const lists = `<blocklists><id>words</id><id>@("more")</id></blocklists>`;
const objections: readonly (readonly [what: string, document: string, answers: Answers, found: RegExp])[] = [
  ["a severity at the threshold", policy(hate), { severity: 4 }, /Hate of severity 4/],
  ["a blocklist", policy(hate + lists), { listed: "words" }, /blocklist words/],
  ["a blocklist alone", policy(lists), { listed: "more" }, /blocklist more/],
  ["an attack", policy(hate, `shield-prompt="true"`), { isAttack: true }, /an attack/],
  ["an attack alone", policy("", `shield-prompt="@(true)"`), { isAttack: true }, /an attack/],
];

for (const [what, document, answers, found] of objections) {
  test(`${what} ends the call with 403`, async () => {
    const { forwarded, status, text, call } = await run(document, chat, { fetch: service(answers) });
    assert.deepEqual([forwarded, status], [0, 403]);
    assert.deepEqual(JSON.parse(text ?? ""), {
      statusCode: 403,
      message: "Request failed content safety check.",
    });
    assert.equal(call.lastError?.reason, "ContentSafetyViolation");
    assert.match(call.lastError.message, found);
    assert.equal((await run(document, chat)).forwarded, 1);
  });
}

const both = policy(hate + lists, `shield-prompt="true"`);
const failures: readonly (readonly [what: string, fetch: () => PolicyResponse])[] = [
  [
    "that is down",
    () => {
      throw new PolicyFailure("BackendConnectionFailure", "no connection to 192.0.2.1", { status: 500 });
    },
  ],
  ["that answers 429", () => textResponse(429, "{}")],
  ["that redirects", () => textResponse(302, "", { Location: "https://elsewhere.example" })],
  ["that answers no JSON", () => textResponse(200, "fine")],
  ["that answers something else", () => textResponse(200, "{}")],
  [
    "that leaves a category out",
    () =>
      textResponse(200, `{"blocklistsMatch":[],"categoriesAnalysis":[{"category":"Sexual","severity":0}]}`),
  ],
];

for (const [what, fetch] of failures) {
  test(`a service ${what} lets nothing through, and the caller is not told why`, async () => {
    for (const document of [policy(hate), policy(lists), policy("", `shield-prompt="true"`), both]) {
      if (what === "that leaves a category out" && document !== policy(hate)) continue;
      const { forwarded, status, text, call } = await run(document, chat, { fetch });
      assert.deepEqual([forwarded, status], [0, 500]);
      assert.equal(text?.includes("192.0.2.1"), false);
      assert.equal(call.lastError?.reason, "ContentSafetyFailure");
    }
  });
}

test("a request without a text asks nobody, and goes on", async () => {
  for (const body of ["", "{}", `{"model":"m","messages":[]}`, `{"n":1,"prompt":""}`]) {
    const { asked, forwarded } = await run(both, body);
    assert.deepEqual([asked.length, forwarded], [0, 1]);
  }
});

const readings: readonly (readonly [what: string, body: string, text: string])[] = [
  ["a prompt", `{"prompt":"a b"}`, "a b"],
  ["prompts", `{"prompt":["a b","c d"]}`, "a b\nc d"],
  ["an input", `{"instructions":"x","input":"a b"}`, "x\na b"],
  ["items of an input", `{"input":[{"role":"user","content":[{"type":"input_text","text":"a"}]}]}`, "a"],
  ["a member that stands twice", `{"prompt":"bad","prompt":"good"}`, "bad\ngood"],
  ["escapes", `{"prompt":"a\\"\\\\","input":"\\u0062"}`, `a"\\\nb`],
  ["sentences where single words stand", `{"messages":[{"role":"do it now","type":"text"}]}`, "do it now"],
  ["names that are sentences", `{"input":{"do it now":1}}`, "do it now"],
  ["no picture", `{"input":[{"image_url":"data:image/png;base64,AAAA"},{"text":"t"}]}`, "t"],
  ["what is called data and is a text", `{"input":[{"data":"do it"},{"data":"QUJD"}]}`, "do it"],
  ["a body that is no JSON", "prompt: a b", "prompt: a b"],
];

for (const [what, body, text] of readings) {
  test(`the service is asked about ${what}`, async () => {
    assert.deepEqual(textsOf((await run(policy(hate), body)).asked), [text]);
  });
}

test("a long prompt is asked about in pieces that share their ends and part no character", async () => {
  const prompt = `${"a".repeat(9_999)}😀${"b".repeat(15_000)}`;
  const { asked, forwarded } = await run(both, JSON.stringify({ prompt }));
  assert.equal(forwarded, 1);
  const texts = textsOf(asked.filter(({ url }) => url.includes("analyze")));
  assert.deepEqual(textsOf(asked.filter(({ url }) => url.includes("shieldPrompt"))), texts);
  assert.deepEqual([texts.length, texts[0]], [3, prompt.slice(0, 9_999)]);
  assert.ok(texts.every((text) => text.length <= 10_000 && text.isWellFormed()));
  assert.equal(texts.map((text, i) => (i === 0 ? text : text.slice(200))).join(""), prompt);
  const objecting = await run(policy(hate), JSON.stringify({ prompt }), {
    fetch: (request) => service({ severity: request.body.includes("b".repeat(9_000)) ? 4 : 0 })(request),
  });
  assert.deepEqual([objecting.forwarded, objecting.status], [0, 403]);
});

const unreadable: readonly (readonly [what: string, body: string, headers: Record<string, string>])[] = [
  ["is too long", JSON.stringify({ prompt: "a".repeat(1_000_000) }), {}],
  ["is compressed", "{}", { "Content-Encoding": "gzip" }],
  ["is in UTF-7", "{}", { "Content-Type": "application/json; charset=utf-7" }],
  ["has NULs, as UTF-16 has", "{\0}\0", {}],
];

for (const [what, body, headers] of unreadable) {
  test(`a body that ${what} is not let through`, async () => {
    const { asked, forwarded, status } = await run(policy(hate), body, { headers });
    assert.deepEqual([asked.length, forwarded, status], [0, 0, 500]);
  });
}

const outbound = (inner: string, attributes = ""): string =>
  documentOf({
    outbound: `<llm-content-safety backend-id="safety" ${attributes}>${inner}</llm-content-safety><base />`,
  });
const enforcing = `enforce-on-completions="true"`;
const answered = (content: string): string =>
  JSON.stringify({
    id: "c-1",
    choices: [{ message: { role: "assistant", content }, finish_reason: "stop" }],
  });
/** Objects to a text that has the word in it. */
const objectingTo =
  (word: string) =>
  (request: OutboundRequest): PolicyResponse =>
    service({ severity: request.body.includes(word) ? 4 : 0 })(request);

suite("a completion", () => {
  const documents = [
    ["in outbound", outbound(hate), 1],
    ["that inbound asks to judge", policy(hate, enforcing), 2],
    ["that an expression asks to judge", policy(hate, `enforce-on-completions="@(1 == 1)"`), 2],
  ] as const;

  for (const [what, document, questions] of documents) {
    test(`${what} leaves when it was judged, and not when it was objected to`, async () => {
      const backend = () => textResponse(200, answered("a good answer"));
      const good = await run(document, chat, { backend });
      assert.deepEqual([good.status, good.text], [200, answered("a good answer")]);
      assert.equal(textsOf(good.asked).length, questions);
      assert.equal(textsOf(good.asked).at(-1), "a good answer");
      const bad = await run(document, chat, { backend, fetch: objectingTo("good answer") });
      assert.deepEqual([bad.forwarded, bad.status], [1, 403]);
      assert.deepEqual(
        [bad.call.lastError?.reason, bad.call.lastError?.source],
        ["ContentSafetyViolation", "llm-content-safety"],
      );
      assert.equal(bad.text?.includes("good answer"), false);
    });

    test(`${what} does not leave where the service does not judge it`, async () => {
      let asked = 0;
      const { status, text } = await run(document, chat, {
        backend: () => textResponse(200, answered("a good answer")),
        fetch: (request) => (++asked < questions ? service({})(request) : textResponse(429)),
      });
      assert.equal(status, 500);
      assert.equal(text?.includes("good answer"), false);
    });
  }

  test("is not judged where nobody asks for it", async () => {
    for (const attributes of ["", `enforce-on-completions="false"`]) {
      const { asked, status } = await run(policy(hate, attributes), chat, {
        backend: () => textResponse(200, answered("a good answer")),
      });
      assert.deepEqual([asked.length, status], [1, 200]);
    }
  });

  test("that is none, since the model failed, goes on as it is", async () => {
    const { asked, status } = await run(outbound(hate), chat, { backend: () => textResponse(429, "{}") });
    assert.deepEqual([asked.length, status], [0, 429]);
  });

  test("is asked for in no coding where inbound wants it judged", async () => {
    const headers = { "Accept-Encoding": "gzip" };
    const { call } = await run(policy(hate, enforcing), chat, { headers });
    assert.deepEqual(call.request.headers.valuesOf("accept-encoding"), []);
  });

  test("that came compressed is judged as what it says", async () => {
    const gzipped = (): PolicyResponse => {
      const response = textResponse(200, "", { "Content-Encoding": "gzip" });
      const bytes = gzipSync(answered("a good answer")).toString("latin1");
      return new PolicyResponse({ ...response.outgoing, body: wholeBody(bytes) });
    };
    const { asked, status } = await run(outbound(hate), chat, { backend: gzipped });
    assert.deepEqual([textsOf(asked), status], [["a good answer"], 200]);
  });

  for (const [what, body, headers] of [
    ["that is no text", "\0", {}],
    ["in a coding that nobody reads", answered("x"), { "Content-Encoding": "zstd" }],
    ["in another charset", answered("x"), { "Content-Type": "text/plain; charset=utf-16" }],
  ] as const) {
    test(`${what} does not leave`, async () => {
      const { asked, status } = await run(outbound(hate), chat, {
        backend: () => textResponse(200, body, headers),
      });
      assert.deepEqual([asked.length, status], [0, 500]);
    });
  }

  test("is judged in the windows that the document chose", async () => {
    const backend = () => textResponse(200, answered("abcdefghij"));
    for (const [attributes, windows] of [
      [`window-size="4"`, ["abcd", "efgh", "ij"]],
      [`window-size="@(4)" window-overlap-size="1"`, ["abcd", "defg", "ghij"]],
    ] as const) {
      const { asked, status } = await run(outbound(hate, attributes), chat, { backend });
      assert.deepEqual([textsOf(asked), status], [windows, 200]);
    }
    const wrong = await run(outbound(hate, `window-size="4" window-overlap-size="4"`), chat, { backend });
    assert.deepEqual([wrong.asked.length, wrong.status], [0, 500]);
  });

  test("of events that came whole is judged as the text that they make", async () => {
    const chunk = (content: string): string =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}`;
    const body = [chunk("vio"), chunk("lent"), chunk(" "), chunk("act"), "data: [DONE]", ""].join("\n\n");
    const backend = () => textResponse(200, body, { "Content-Type": "text/event-stream" });
    const { asked, status, text } = await run(outbound(hate), chat, { backend });
    assert.deepEqual([textsOf(asked), status, text], [["violent act"], 200, body]);
  });

  test("that is objected to is kept by no cache, since outbound does not run", async () => {
    const document = documentOf({
      inbound: `<llm-content-safety backend-id="safety" ${enforcing}>${hate}</llm-content-safety>`,
      outbound: `<set-variable name="ran" value="yes" />`,
    });
    const { call, status } = await run(document, chat, {
      backend: () => textResponse(200, answered("a good answer")),
      fetch: objectingTo("good answer"),
    });
    assert.deepEqual([status, call.variables.find("ran")], [403, undefined]);
  });
});

test("a completion from a cache is judged anew, and outbound goes on from where it was kept", async () => {
  const document = documentOf({
    inbound:
      `<base /><llm-content-safety backend-id="safety" ${enforcing}>${hate}</llm-content-safety>` +
      `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />`,
    outbound:
      `<set-header name="X-Before" exists-action="append"><value>b</value></set-header>` +
      `<cache-store duration="60" /><set-header name="X-Behind"><value>a</value></set-header>`,
  });
  const setting: RunSetting = {
    ...{ method: "GET", traffic: newTestTraffic() },
    backend: () => textResponse(200, answered("a good answer")),
  };
  await run(document, "", setting);
  const again = await run(document, "", setting);
  assert.deepEqual([again.forwarded, again.status, textsOf(again.asked)], [0, 200, ["a good answer"]]);
  assert.deepEqual(again.call.response?.headers.valuesOf("X-Before"), ["b"]);
  assert.deepEqual(again.call.response.headers.valuesOf("X-Behind"), ["a"]);
  const bad = await run(document, "", { ...setting, fetch: objectingTo("good answer") });
  assert.deepEqual([bad.forwarded, bad.status], [0, 403]);
});

test("windows that are none are mistakes of the document", () => {
  for (const attribute of [`window-size="0"`, `window-size="10001"`, `window-overlap-size="-1"`]) {
    const [found] = checkPolicyDocument(outbound(hate, attribute), "p.xml");
    assert.equal(found?.severity, "error", attribute);
  }
  assert.deepEqual(checkPolicyDocument(outbound(hate, `window-size="100"`), "p.xml"), []);
});

test("a document that asks for nothing is refused", () => {
  for (const attributes of ["", `shield-prompt="false"`]) {
    const [found] = checkPolicyDocument(policy("", attributes), "p.xml");
    assert.deepEqual(
      [found?.code, found?.hint],
      ["missing-element", `write one or more of them, or shield-prompt="true"`],
    );
  }
  const found = checkPolicyDocument(policy("", `shield-prompt="@(1 == 1)"`), "p.xml");
  assert.deepEqual(found, []);
});

test("a backend that the configuration has not is a mistake of the document", () => {
  const found = checkPolicyDocument(policy(hate), "p.xml", { backends: new Set(["safely"]) });
  assert.deepEqual(
    found.map(({ code, hint }) => [code, hint]),
    [["unknown-backend", "did you mean safely?"]],
  );
});
