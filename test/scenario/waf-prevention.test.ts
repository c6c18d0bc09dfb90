// What a client, a backend and the logs see of a request that a WAF policy refuses, and of one that it lets
// pass.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answering, OK } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { startWafGateway, wordRules } from "../harness/waf-gateway.ts";

const get = (target: string, fields = ""): string =>
  `GET ${target} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n${fields}\r\n`;

describe("a policy in prevention", () => {
  it("answers what a rule denies with a problem, and does not forward it", async (t) => {
    const gateway = await startWafGateway(t, answering(OK), { rules: wordRules });
    const { bytes } = await exchangeRaw(gateway.port, get("/?q=attack"));
    assert.equal(statusOf(bytes), 403);
    assert.match(bytes, /\r\nContent-Type: application\/problem\+json\r\n/i);
    const problem = JSON.parse(contentOf(bytes));
    assert.equal(problem.status, 403);
    const [record] = await gateway.recorded(1);
    assert.equal(problem.requestId, record?.requestId);
    // Its own digits are random.
    const told = JSON.stringify({ ...problem, requestId: "" });
    assert.ok(!told.includes("1001"), "callers are not told which rule it was");
    assert.equal(gateway.backend.received(), "");
  });

  it("says in the access line which stage, reason and rules it was", async (t) => {
    const gateway = await startWafGateway(t, answering(OK), { rules: wordRules });
    await exchangeRaw(gateway.port, get("/?q=attack"));
    const [record] = await gateway.recorded(1);
    assert.equal(record?.endStage, "inspect");
    assert.equal(record?.reason, "waf-blocked");
    assert.equal(record?.status, 403);
    assert.deepEqual(record?.wafRules, [1001]);
    assert.equal(record?.wafPolicy, "tested");
  });

  it("lets pass what no rule minds, and writes nothing of it to the WAF log", async (t) => {
    const gateway = await startWafGateway(t, answering(OK), { rules: wordRules });
    assert.equal(statusOf((await exchangeRaw(gateway.port, get("/?q=peace"))).bytes), 200);
    const [record] = await gateway.recorded(1);
    assert.deepEqual(gateway.wafLines, []);
    assert.deepEqual(record?.wafRules ?? [], []);
  });

  it("withholds a response that a rule minds", async (t) => {
    const body = "a secret";
    const leak = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const policy = "responseBody: { inspect: true }";
    const gateway = await startWafGateway(t, answering(leak), { rules: wordRules, policy });
    const { bytes } = await exchangeRaw(gateway.port, get("/"));
    assert.equal(statusOf(bytes), 403);
    assert.ok(!bytes.includes("a secret"));
    const [record] = await gateway.recorded(1);
    assert.equal(record?.reason, "response-blocked");
  });

  it("carries out the other ways in which rules end requests", async (t) => {
    const rules = `
SecRule ARGS:do "@streq drop" "id:1,phase:1,drop,log"
SecRule ARGS:do "@streq redirect" "id:2,phase:1,redirect:https://other.example/%{ARGS.do},status:307,log"
SecRule ARGS:do "@streq teapot" "id:3,phase:1,deny,status:418,log"
SecRule ARGS:do "@streq allow" "id:4,phase:1,allow,nolog"
SecRule ARGS "@rx ." "id:5,phase:2,deny,status:402,log"
`;
    const gateway = await startWafGateway(t, answering(OK), { rules });
    const ask = async (what: string) => (await exchangeRaw(gateway.port, get(`/?do=${what}`))).bytes;
    assert.equal(await ask("drop"), "");
    assert.match(
      await ask("redirect"),
      /^HTTP\/1\.1 307 .*\r\nLocation: https:\/\/other\.example\/redirect\r\n/is,
    );
    assert.equal(statusOf(await ask("teapot")), 418);
    assert.equal(statusOf(await ask("allow")), 200);
    assert.equal(statusOf(await ask("x")), 402);
  });
});

const SECRETS = "Authorization: Bearer hush\r\nX-Session-Id: hush\r\nPortcullis-Debug: hush\r\n";

describe("the WAF log", () => {
  const lineOf = async (
    t: Parameters<typeof startWafGateway>[0],
    format: "json" | "modsecurity" | "audit",
  ): Promise<{ line: string; requestId: string }> => {
    const gateway = await startWafGateway(t, answering(OK), { rules: wordRules, format });
    await exchangeRaw(gateway.port, get("/shop?q=attack%22%0a", SECRETS));
    const [record] = await gateway.recorded(1);
    assert.equal(gateway.wafLines.length, 1);
    return { line: gateway.wafLines[0] ?? "", requestId: record?.requestId ?? "" };
  };

  it("has one object for each request as JSON", async (t) => {
    const { line, requestId } = await lineOf(t, "json");
    const event = JSON.parse(line);
    assert.equal(event.action, "blocked");
    assert.equal(event.id, requestId);
    assert.equal(event.policy, "tested");
    assert.equal(event.client, "127.0.0.1");
    assert.equal(event.matches[0].rule, 1001);
    assert.equal(event.matches[0].targets[0].name, "ARGS:q");
  });

  it("has a line for each match in ModSecurity's form", async (t) => {
    const { line, requestId } = await lineOf(t, "modsecurity");
    assert.match(
      line,
      /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d [\d:.]+ \d{4}\] \[error\] \[client 127\.0\.0\.1\] ModSecurity: /,
    );
    assert.match(line, /Access denied with code 403 \(phase 2\)\. Matched operator "@contains" at ARGS:q /);
    assert.match(line, /\(value "attack\\x22\\x0a"\)/);
    assert.match(line, /\[id "1001"\].*\[msg "An attack"\].*\[severity "CRITICAL"\].*\[tag "attack-test"\]/);
    assert.ok(line.includes(`[hostname "a.example"] [uri "/shop"] [unique_id "${requestId}"]`));
  });

  it("has ModSecurity's audit log as JSON, without credentials", async (t) => {
    const { line, requestId } = await lineOf(t, "audit");
    const { transaction } = JSON.parse(line);
    assert.equal(transaction.unique_id, requestId);
    assert.equal(transaction.is_interrupted, true);
    assert.equal(transaction.messages[0].details.ruleId, "1001");
    assert.equal(transaction.producer.secrules_engine, "Enabled");
    assert.ok(!line.includes("hush"));
  });
});
