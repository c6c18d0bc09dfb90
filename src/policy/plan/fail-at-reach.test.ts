import assert from "node:assert/strict";
import { test } from "node:test";
import {
  documentOf,
  type RunResult,
  type RunSetting,
  runDocument,
} from "../../../test/harness/run-document.ts";
import { failAtReach } from "./fail-at-reach.ts";
import { PolicyCall } from "./policy-call.ts";
import { PolicyFailure } from "./policy-failure.ts";
import { handleFailure } from "./run-plan.ts";

const JSONP = `<jsonp callback-parameter-name="callback" />`;

const running = (sections: Parameters<typeof documentOf>[0], setting: RunSetting = {}): Promise<RunResult> =>
  runDocument(documentOf(sections), { ...setting, unsupported: "fail-at-reach" });

const branch = (condition: boolean, policies: string): string =>
  `<choose><when condition="@(${condition})">${policies}</when></choose>`;

test("a call that reaches a policy that does not run here fails with 500 and the policy's name", async () => {
  const { call, outcome, forwarded } = await running({ outbound: `<base />${branch(true, JSONP)}` });
  assert.equal(forwarded, 1);
  assert.equal(outcome, "failed");
  assert.equal(call.response?.status, 500);
  assert.equal(call.response.body.text, `{"statusCode":500,"message":"Internal server error"}`);
  const { source, reason, message, path } = call.lastError ?? {};
  assert.deepEqual(
    [source, reason, message, path],
    ["jsonp", "PolicyNotSupported", "jsonp is not supported.", "choose[1]/when[1]/jsonp[1]"],
  );
});

test("on-error may answer for it", async () => {
  const onError = `<choose><when condition="@(context.LastError.Reason == "PolicyNotSupported")"><set-status code="501" reason="Not Implemented" /></when></choose>`;
  const { call, outcome } = await running({ inbound: `<publish-event />`, onError });
  assert.equal(outcome, "failed");
  assert.equal(call.response?.status, 501);
});

test("a call that does not reach it goes on", async () => {
  const { call, outcome } = await running({
    outbound: `<base />${branch(false, JSONP)}<set-status code="202" reason="" />`,
  });
  assert.equal(outcome, "next");
  assert.equal(call.response?.status, 202);
});

test("an attribute that does not run here is no less: its policy fails", async () => {
  const { call } = await running({
    inbound: `<set-backend-service backend-id="a" sf-service-instance-name="fabric:/a" />`,
  });
  assert.equal(call.lastError?.message, "sf-service-instance-name of set-backend-service is not supported.");
  assert.equal(call.lastError.source, "set-backend-service");
});

test("one in on-error is told in the place of the failure that led there", async () => {
  const { call } = await running({ onError: `<set-status code="418" reason="" />` });
  // None of the policies that do not run may stand in on-error today.
  const levels = call.plan.levels.map((level) => {
    const { statements, ...section } = level.sections["on-error"];
    const added = statements.map((one) => ({ ...one, name: "new", run: failAtReach("new") }));
    const onError = { ...section, statements: [...statements, ...added] };
    return { ...level, sections: { ...level.sections, "on-error": onError } };
  });
  const failed = new PolicyCall({ ...call.plan, levels }, call.ports, call.facts, call.request);
  await handleFailure(failed, new PolicyFailure("Other", "another failure", { status: 403 }));
  assert.equal(failed.response?.status, 500);
  assert.equal(failed.lastError?.message, "new is not supported.");
});

test("it is refused where nobody asked for that", async () => {
  await assert.rejects(runDocument(documentOf({ outbound: JSONP })), /jsonp is not supported/);
});
