// Requests and responses that would cost more to look at than their policy allows, over the wire.

import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { answering, OK } from "../harness/raw-backend.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { readRequests } from "../harness/request-reader.ts";
import { startWafGateway } from "../harness/waf-gateway.ts";

const RULES = `
SecRule ARGS "@rx b(.*)c(.*)d" "id:1001,phase:2,pass,nolog,capture,setvar:tx.seen=%{TX.1}"
SecRule RESPONSE_BODY "@rx b(.*)c(.*)d" "id:1002,phase:4,pass,nolog,capture,setvar:tx.seen=%{TX.1}"
SecRule ARGS "@rx attack" "id:1003,phase:2,deny,status:403,log,msg:'An attack'"
`;

const TIGHT = "inspectionCost: { limit: 100000, perByte: 0 }";
/** As an attack that hides behind what tires the rules. */
const HOSTILE = `${"a=bcbcbcbcbcbcbcbcd&".repeat(900)}z=attack`;

function post(body: string): string {
  const lines = ["POST / HTTP/1.1", "Host: a.example", "Connection: close", `Content-Length: ${body.length}`];
  return `${lines.join("\r\n")}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n${body}`;
}

async function send(t: TestContext, bytes: string, policy: string, answer = OK) {
  const gateway = await startWafGateway(t, answering(answer), { rules: RULES, policy });
  const { bytes: answered } = await exchangeRaw(gateway.port, bytes);
  const [record] = await gateway.recorded(1);
  return {
    status: statusOf(answered),
    reason: record?.reason,
    rules: record?.wafRules,
    forwarded: readRequests(gateway.backend.received()).requests.length,
    log: gateway.wafLines.map((line) => JSON.parse(line) as WafLine),
  };
}

type WafLine = {
  readonly action: string;
  readonly matches: readonly { readonly rule: number; readonly message: string; readonly data: string }[];
};

it("a request that costs too much is refused for a reason of its own, and the log names the place", async (t) => {
  const seen = await send(t, post(HOSTILE), TIGHT);
  assert.deepEqual([seen.status, seen.reason, seen.forwarded], [403, "waf-cost-limit", 0]);
  const [line] = seen.log;
  assert.equal(line?.action, "blocked");
  assert.match(line?.matches[0]?.message ?? "", /cost limit reached/);
  assert.match(line?.matches[0]?.data ?? "", /^ran out of steps in phase 2 at /);
});

it("it passes a policy that only detects, with the same event", async (t) => {
  const seen = await send(t, post(HOSTILE), `mode: detection, ${TIGHT}`);
  assert.deepEqual([seen.status, seen.reason, seen.forwarded], [200, "", 1]);
  assert.equal(seen.log[0]?.action, "detected");
  assert.match(seen.log[0]?.matches[0]?.data ?? "", /^ran out of steps in phase 2 at /);
  assert.deepEqual(
    seen.rules,
    seen.log[0]?.matches.map(({ rule }) => rule),
  );
});

it("by default the same request is looked at to its end", async (t) => {
  const seen = await send(t, post(HOSTILE), "");
  assert.deepEqual([seen.status, seen.reason, seen.rules], [403, "waf-blocked", [1003]]);
});

it("a response that costs too much is withheld for a reason of its own", async (t) => {
  const body = "bcbcbcbcd".repeat(20_000);
  const answer = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const policy = `responseBody: { inspect: true, overLimit: pass }, ${TIGHT}`;
  const seen = await send(t, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", policy, answer);
  assert.deepEqual([seen.status, seen.reason], [403, "response-cost-limit"]);
});
