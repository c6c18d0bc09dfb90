import assert from "node:assert/strict";
import { test } from "node:test";
import { documentWith } from "../../../test/harness/limit-documents.ts";
import {
  documentOf,
  type RunSetting,
  runDocument,
  textResponse,
} from "../../../test/harness/run-document.ts";
import { newTestTraffic } from "../../../test/harness/test-traffic.ts";

const limit = (attributes: string): string =>
  documentWith(`<rate-limit-by-key calls="2" renewal-period="60" ${attributes} />`);

const byAddress = `counter-key="@(context.Request.IpAddress)"`;

test("the third call of two is answered 429, with Azure's body and the seconds to wait", async () => {
  const traffic = newTestTraffic();
  const run = () => runDocument(limit(byAddress), { traffic });
  assert.equal((await run()).outcome, "next");
  assert.equal((await run()).outcome, "next");
  const { call, outcome, forwarded } = await run();
  assert.equal(outcome, "failed");
  assert.equal(forwarded, 0);
  assert.equal(call.response?.status, 429);
  assert.deepEqual(JSON.parse(call.response?.body.text ?? ""), {
    statusCode: 429,
    message: "Rate limit is exceeded. Try again in 90 seconds.",
  });
  assert.deepEqual(call.response?.headers.valuesOf("Retry-After"), ["90"]);
  assert.equal(call.lastError?.reason, "RateLimitExceeded");
  traffic.advance(90_000);
  assert.equal((await run()).outcome, "next");
});

test("each key has its own counter, and one key the same one in every document", async () => {
  const traffic = newTestTraffic();
  const other = documentOf({
    inbound: `<base /><rate-limit-by-key calls="2" renewal-period="60" ${byAddress} />`,
  });
  await runDocument(limit(byAddress), { traffic });
  await runDocument(other, { traffic, scope: "operation" });
  assert.equal((await runDocument(limit(byAddress), { traffic })).outcome, "failed");
  assert.equal((await runDocument(limit(byAddress), { traffic, ipAddress: "192.0.2.8" })).outcome, "next");
});

test("the answer tells what is left, under Azure's names and in RateLimit fields", async () => {
  const traffic = newTestTraffic();
  const document = limit(
    `${byAddress} id="per-address" remaining-calls-header-name="X-Left" total-calls-header-name="X-Total" ` +
      `remaining-calls-variable-name="left" retry-after-header-name="X-Wait" retry-after-variable-name="wait"`,
  );
  const first = await runDocument(document, { traffic });
  const headers = (result: typeof first, name: string) => result.call.response?.headers.valuesOf(name);
  assert.deepEqual(headers(first, "X-Left"), ["1"]);
  assert.deepEqual(headers(first, "X-Total"), ["2"]);
  assert.deepEqual(headers(first, "RateLimit-Policy"), ['"per-address";q=2;w=60']);
  assert.deepEqual(headers(first, "RateLimit"), ['"per-address";r=1;t=60']);
  await runDocument(document, { traffic });
  const refused = await runDocument(document, { traffic });
  assert.deepEqual(headers(refused, "X-Left"), ["0"]);
  assert.deepEqual(headers(refused, "X-Wait"), ["90"]);
  assert.deepEqual(headers(refused, "Retry-After"), []);
  assert.deepEqual(headers(refused, "RateLimit"), ['"per-address";r=0;t=90']);
});

test("a call that a later limit refuses takes nothing from those before it", async () => {
  const traffic = newTestTraffic();
  const document = documentWith(
    `<rate-limit-by-key calls="10" renewal-period="60" counter-key="user" remaining-calls-variable-name="user" />` +
      `<rate-limit-by-key calls="1" renewal-period="60" counter-key="operation" />`,
  );
  await runDocument(document, { traffic });
  for (let i = 0; i < 5; i++) {
    const { call, outcome } = await runDocument(document, { traffic });
    assert.equal(outcome, "failed");
    assert.equal(String(call.context.variables.find("user") === undefined), "false");
  }
  const [state] = (
    await traffic.traffic.limits.check([
      {
        ...{ kind: "rate", name: "", key: "17:rate-limit-by-key4:user", units: 10, windowMs: 60_000 },
        ...{ cost: 0, whenLost: "block" },
      },
    ])
  ).states;
  assert.equal(state?.remaining, 9);
});

test("what a call costs may be an expression, and is taken when its answer is known", async () => {
  const traffic = newTestTraffic();
  const document = documentWith(
    `<rate-limit-by-key calls="10" renewal-period="60" counter-key="k" ` +
      `increment-condition="@(context.Response.StatusCode == 200)" ` +
      `increment-count="@(int.Parse(context.Response.Headers.GetValueOrDefault("X-Cost","1")))" />`,
  );
  const run = (status: number, cost: string) =>
    runDocument(document, { traffic, backend: () => textResponse(status, "", { "X-Cost": cost }) });
  for (let i = 0; i < 20; i++) assert.equal((await run(404, "9")).outcome, "next");
  assert.equal((await run(200, "4")).outcome, "next");
  // Past the limit: the call is done, the next ones pay for it.
  assert.equal((await run(200, "30")).outcome, "next");
  assert.equal((await run(404, "1")).outcome, "failed");
});

test("a call counts where it ends early, and once where nobody can tell what it costs", async () => {
  const count = async (setting: RunSetting, end: string): Promise<string> => {
    const traffic = newTestTraffic();
    const policy =
      `<rate-limit-by-key calls="3" renewal-period="60" counter-key="k" ` +
      `increment-condition="@(context.Response.StatusCode == 401)" remaining-calls-header-name="X-Left" />`;
    await runDocument(documentWith(policy + end), { traffic, ...setting });
    const { call } = await runDocument(documentWith(policy), { traffic });
    return call.response?.headers.valuesOf("X-Left").join() ?? "";
  };
  const reply = (status: number) => `<return-response><set-status code="${status}" /></return-response>`;
  assert.equal(await count({}, reply(401)), "2");
  assert.equal(await count({}, reply(403)), "3");
  assert.equal(await count({}, `<set-variable name="x" value="@(int.Parse("no"))" />`), "3");
});

test("numbers that expressions make must be of their range", async () => {
  const document = documentWith(`<rate-limit-by-key calls="@(0)" renewal-period="60" counter-key="k" />`);
  const { call, outcome } = await runDocument(document);
  assert.equal(outcome, "failed");
  assert.equal(call.lastError?.reason, "ExpressionValueEvaluationFailure");
  assert.match(call.lastError?.message ?? "", /calls is 0/);
});
