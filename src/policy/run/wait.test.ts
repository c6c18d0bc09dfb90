import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { documentOf, type RunResult, runDocument, textResponse } from "../../../test/harness/run-document.ts";
import { type OutboundRequest, PolicyFailure } from "../plans.ts";

const send = (name: string): string =>
  `<send-request response-variable-name="${name}" ignore-error="false"><set-url>https://${name}.example</set-url>` +
  `<set-method>GET</set-method></send-request>`;

/** Answers come in the order of `answered`; those that are not in it never come. */
async function waiting(inner: string, answered: readonly string[], what = "all", failing = "") {
  const asked: OutboundRequest[] = [];
  const result: RunResult = await runDocument(
    documentOf({ inbound: `<wait for="${what}">${inner}</wait>` }),
    {
      fetch: async (request) => {
        asked.push(request);
        const name = new URL(request.url).hostname.split(".")[0] ?? "";
        const at = answered.indexOf(name);
        if (at < 0) await new Promise(() => undefined);
        for (let turn = 0; turn <= at; turn++) await delay(0);
        if (name === failing) throw new PolicyFailure("Timeout", name, { status: 500 });
        return textResponse(200, name);
      },
    },
  );
  return { asked, result, has: (name: string) => result.call.variables.find(name) !== undefined };
}

test("all are asked at once, and all are waited for", async () => {
  const { asked, has } = await waiting(send("a") + send("b"), ["b", "a"]);
  assert.equal(asked.length, 2);
  assert.ok(has("a") && has("b"));
});

test("choose runs as a branch of its own, one statement after the other", async () => {
  const branch = `<choose><when condition="@(true)">${send("a")}${send("b")}</when></choose>`;
  const { asked, has } = await waiting(branch + send("c"), ["c", "a", "b"]);
  assert.deepEqual(
    asked.map(({ url }) => url),
    ["https://a.example", "https://c.example", "https://b.example"],
  );
  assert.ok(has("a") && has("b") && has("c"));
});

suite("any", () => {
  test("the first that ends is enough; requests of the others are cut", async () => {
    const { asked, has } = await waiting(send("a") + send("b"), ["b"], "any");
    assert.ok(has("b") && !has("a"));
    assert.equal(asked[0]?.signal?.aborted, true);
  });

  test("nothing of those that were given up happens afterwards", async () => {
    const branch = `<choose><when condition="@(true)">${send("a")}${send("c")}<set-variable name="late" value="1" /></when></choose>`;
    const { asked, has } = await waiting(branch + send("b"), ["b", "a"], "any");
    await delay(5);
    assert.ok(has("b") && !has("a") && !has("late"));
    assert.equal(asked.length, 2);
  });
});

test("a failure leads to on-error, told of the policy that failed", async () => {
  const { asked, result } = await waiting(send("a") + send("b"), ["b"], "all", "b");
  assert.equal(result.outcome, "failed");
  assert.equal(result.call.lastError?.path, "wait[1]/send-request[2]");
  assert.equal(asked[0]?.signal?.aborted, true);
});

test("a branch that answers ends the waiting and the call", async () => {
  const branch = `<choose><when condition="@(true)"><return-response><set-status code="202" /></return-response></when></choose>`;
  const { result } = await waiting(send("a") + branch, [], "all");
  assert.equal(result.outcome, "end");
  assert.equal(result.call.response?.status, 202);
});
