import assert from "node:assert/strict";
import { test } from "node:test";
import { subscriber } from "../../../test/harness/limit-documents.ts";
import {
  documentOf,
  type RunSetting,
  runDocument,
  textResponse,
} from "../../../test/harness/run-document.ts";
import { newTestTraffic } from "../../../test/harness/test-traffic.ts";
import type { PolicyResponse } from "../plans.ts";

type Parts = { readonly lookup?: string; readonly inside?: string; readonly store?: string };

const cached = ({ lookup = "", inside = "", store = "" }: Parts): string =>
  documentOf({
    inbound:
      `<base /><cache-lookup vary-by-developer="false" vary-by-developer-groups="false" ${lookup}>` +
      `${inside}</cache-lookup><set-header name="X-After"><value>1</value></set-header>`,
    outbound:
      `<set-header name="X-Before" exists-action="append"><value>b</value></set-header>` +
      `<cache-store duration="60" ${store} /><base />` +
      `<set-header name="X-Behind" exists-action="append"><value>a</value></set-header>`,
  });

/** Runs calls one after the other and gives what they were answered: the number of the backend's call. */
function caller(parts: Parts, answer: (count: number) => PolicyResponse = (n) => textResponse(200, `${n}`)) {
  const traffic = newTestTraffic();
  let count = 0;
  return {
    traffic,
    run: (setting: RunSetting = {}) =>
      runDocument(cached(parts), { traffic, backend: () => answer(++count), ...setting }),
    body: async (setting: RunSetting = {}) => {
      const { call } = await runDocument(cached(parts), {
        ...{ traffic, backend: () => answer(++count) },
        ...setting,
      });
      return call.response?.body.text ?? "";
    },
  };
}

test("a response is given again until its time is over, and outbound goes on behind cache-store", async () => {
  const { run, traffic } = caller({}, (n) =>
    textResponse(200, `${n}`, { "Content-Type": "text/plain", Expires: "soon", Connection: "X-Hop" }),
  );
  const first = await run();
  assert.equal(first.call.response?.body.text, "1");
  assert.deepEqual(first.call.request.headers.valuesOf("X-After"), ["1"]);
  traffic.advance(20_000);
  const { call, forwarded, outcome } = await run();
  const { headers, body, status } = call.response ?? assert.fail();
  assert.deepEqual([forwarded, outcome, status, body.text], [0, "next", 200, "1"]);
  assert.deepEqual(headers.valuesOf("Age"), ["20"]);
  assert.deepEqual(headers.valuesOf("Content-Type"), ["text/plain"]);
  // What stood before cache-store is in what was kept, and does not run again; what stands behind it does.
  assert.deepEqual(headers.valuesOf("X-Before"), ["b"]);
  assert.deepEqual(headers.valuesOf("X-Behind"), ["a"]);
  assert.deepEqual(headers.valuesOf("Cache-Control"), ["no-store"]);
  assert.deepEqual(headers.valuesOf("Connection"), []);
  assert.deepEqual(headers.valuesOf("Expires"), []);
  // The rest of inbound does not run.
  assert.deepEqual(call.request.headers.valuesOf("X-After"), []);
  traffic.advance(40_000);
  assert.equal((await run()).call.response?.body.text, "2");
});

test("cache-store may stand in the document around", async () => {
  const traffic = newTestTraffic();
  const global = documentOf({
    inbound: "",
    backend: "<forward-request />",
    outbound: `<set-header name="X-A"><value>1</value></set-header><cache-store duration="60" />`,
  });
  const inner = documentOf({
    inbound: `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />`,
    outbound: `<set-header name="X-B"><value>1</value></set-header><base /><set-header name="X-C"><value>1</value></set-header>`,
  });
  const around = [{ scope: "global", file: "global.xml", text: global }] as const;
  await runDocument(inner, { traffic, around });
  const { call, forwarded } = await runDocument(inner, { traffic, around });
  assert.equal(forwarded, 0);
  assert.deepEqual(call.response?.headers.valuesOf("X-C"), ["1"]);
});

const different: readonly (readonly [what: string, parts: Parts, one: RunSetting, other: RunSetting])[] = [
  ["paths", {}, { target: "/a" }, { target: "/b" }],
  ["queries", {}, { target: "/a?x=1" }, { target: "/a?x=2" }],
  [
    "named parameters",
    { inside: "<vary-by-query-parameter>x;y</vary-by-query-parameter>" },
    { target: "/a?x=1&y=1" },
    { target: "/a?x=1&y=2" },
  ],
  [
    "named headers",
    { inside: "<vary-by-header>Accept-Language</vary-by-header>" },
    { headers: { "Accept-Language": "de" } },
    { headers: { "Accept-Language": "en" } },
  ],
  ["APIs", {}, { facts: subscriber("s", "orders") }, { facts: subscriber("s", "stock") }],
];

for (const [what, parts, one, other] of different) {
  test(`${what} have responses of their own`, async () => {
    const { body } = caller(parts);
    assert.deepEqual(
      [await body(one), await body(other), await body(one), await body(other)],
      ["1", "2", "1", "2"],
    );
  });
}

test("users have responses of their own where the policy says so", async () => {
  const { body } = caller({ lookup: "" });
  const user = (id: string) => ({
    facts: {
      user: {
        ...{ id, email: "", firstName: "", lastName: "", note: "", groups: [], identities: [] },
        registrationDate: subscriber("s").subscription?.createdDate ?? assert.fail(),
      },
    },
  });
  assert.deepEqual([await body(user("a")), await body(user("b"))], ["1", "1"]);
  const traffic = newTestTraffic();
  let count = 0;
  const document = cached({}).replace(`vary-by-developer="false"`, `vary-by-developer="true"`);
  const run = async (id: string) =>
    (await runDocument(document, { traffic, backend: () => textResponse(200, `${++count}`), ...user(id) }))
      .call.response?.body.text;
  assert.deepEqual([await run("a"), await run("b"), await run("a")], ["1", "2", "1"]);
});

test("parameters that are not in the key do not reach the backend", async () => {
  const { run } = caller({ inside: "<vary-by-query-parameter>x</vary-by-query-parameter>" });
  const { call } = await run({ target: "/a?x=1&evil=%3Cscript%3E&X=2" });
  assert.equal(call.request.query, "?x=1&X=2");
});

const notLookedUp: readonly (readonly [what: string, setting: RunSetting])[] = [
  ["with Authorization", { headers: { Authorization: "Bearer a" } }],
  ["with Cookie", { headers: { Cookie: "session=1" } }],
  ["with another method", { method: "POST" }],
  ["with content", { body: "x=1" }],
  ["with another method in a header", { headers: { "X-HTTP-Method-Override": "DELETE" } }],
];

for (const [what, setting] of notLookedUp) {
  test(`a request ${what} is neither answered from the cache nor kept`, async () => {
    const { body } = caller({});
    assert.deepEqual(
      [await body(), await body(setting), await body(setting), await body()],
      [...["1", "2", "3", "1"]],
    );
  });
}

test("private requests are kept where the policy says so", async () => {
  const { body } = caller({ lookup: `allow-private-response-caching="true"` });
  const setting = { headers: { Authorization: "Bearer a" } };
  assert.deepEqual([await body(setting), await body(setting)], ["1", "1"]);
});

const notKept: readonly (readonly [what: string, status: number, headers: Record<string, string>])[] = [
  ["that sets a cookie", 200, { "Set-Cookie": "session=1" }],
  ["that is private", 200, { "Cache-Control": "private, max-age=60" }],
  ["that must not be stored", 200, { "Cache-Control": "no-store" }],
  ["that varies with what is not in the key", 200, { Vary: "Accept-Language" }],
  ["of another status than 200", 404, {}],
];

for (const [what, status, headers] of notKept) {
  test(`a response ${what} is not kept`, async () => {
    const { body } = caller({}, (n) => textResponse(status, `${n}`, headers));
    assert.deepEqual([await body(), await body()], ["1", "2"]);
  });
}

test("responses of every status are kept where the policy says so, parts of one never", async () => {
  const every = { store: `cache-response="true"` };
  const missing = caller(every, (n) => textResponse(404, `${n}`));
  assert.deepEqual([await missing.body(), await missing.body()], ["1", "1"]);
  const partial = caller(every, (n) => textResponse(206, `${n}`));
  assert.deepEqual([await partial.body(), await partial.body()], ["1", "2"]);
});

test("caches behind us are told what they may do, and for how long", async () => {
  const { run, traffic } = caller({ lookup: `downstream-caching-type="public" must-revalidate="false"` });
  const control = async () => (await run()).call.response?.headers.valuesOf("Cache-Control");
  assert.deepEqual(await control(), ["public, max-age=60"]);
  traffic.advance(10_000);
  assert.deepEqual(await control(), ["public, max-age=50"]);
});

test("of calls that miss at the same time one asks the backend, and the others get its response", async () => {
  const traffic = newTestTraffic();
  let answer: (() => void) | undefined;
  let asked = 0;
  const run = () =>
    runDocument(cached({}), {
      traffic,
      backend: () =>
        new Promise((resolve) => {
          const number = ++asked;
          answer = () => resolve(textResponse(200, `${number}`));
        }),
    });
  const calls = [run(), run(), run(), run()];
  while (answer === undefined) await new Promise((resolve) => setImmediate(resolve));
  answer();
  const bodies = (await Promise.all(calls)).map(({ call }) => call.response?.body.text);
  assert.deepEqual(bodies, ["1", "1", "1", "1"]);
  assert.equal(asked, 1);
});

test("a call that fails lets one of those that wait fetch in its place", async () => {
  const traffic = newTestTraffic();
  const failing = cached({}).replace(
    `<set-header name="X-After"`,
    `<set-variable name="x" value="@(int.Parse("no"))" />$&`,
  );
  const first = runDocument(failing, { traffic });
  const second = runDocument(cached({}), { traffic, backend: () => textResponse(200, "mine") });
  assert.equal((await first).outcome, "failed");
  assert.equal((await second).call.response?.body.text, "mine");
});
