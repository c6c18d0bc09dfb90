import assert from "node:assert/strict";
import { test } from "node:test";
import { documentOf, runDocument, textResponse } from "../../../test/harness/run-document.ts";
import { newTestTraffic } from "../../../test/harness/test-traffic.ts";

const document = (inside: string): string =>
  documentOf({
    backend: `<limit-concurrency key="@(context.Request.IpAddress)" max-count="2">${inside}</limit-concurrency>`,
  });

test("as many calls of a key run at a time as it says; one more is answered 429", async () => {
  const traffic = newTestTraffic();
  const forwarding = document("<forward-request />");
  const answers: (() => void)[] = [];
  const waiting = () =>
    runDocument(forwarding, {
      traffic,
      backend: () => new Promise((resolve) => answers.push(() => resolve(textResponse(200)))),
    });
  const running = [waiting(), waiting()];
  while (answers.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const { call } = await runDocument(forwarding, { traffic });
  assert.equal(call.response?.status, 429);
  assert.match(call.response?.body.text ?? "", /Concurrency limit is exceeded/);
  const other = await runDocument(forwarding, { traffic, ipAddress: "192.0.2.8" });
  assert.equal(other.call.response?.status, 200);
  answers[0]?.();
  await running[0];
  assert.equal((await runDocument(forwarding, { traffic })).call.response?.status, 200);
  answers[1]?.();
  await running[1];
});

test("a permit goes back however what runs inside ends", async () => {
  const traffic = newTestTraffic();
  const endings: readonly (readonly [inside: string, status: number])[] = [
    [`<return-response><set-status code="204" /></return-response>`, 204],
    [`<set-variable name="x" value="@(int.Parse("no"))" />`, 500],
    ["<forward-request />", 200],
    [`<forward-request fail-on-error-status-code="true" />`, 503],
  ];
  for (let round = 0; round < 3; round++) {
    for (const [inside, status] of endings) {
      const { call } = await runDocument(document(inside), {
        traffic,
        backend: () => textResponse(inside.includes("fail-on") ? 503 : 200),
      });
      assert.equal(call.response?.status, status, inside);
    }
  }
});
