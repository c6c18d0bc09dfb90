// What an administrator changes of a rule set by configuration: parts that rules do not look at, requests
// that they leave alone, other actions. None of it can be had by asking for it.

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { answering, OK } from "../harness/raw-backend.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { startWafGateway, type WafGateway, wordRules } from "../harness/waf-gateway.ts";

const start = (t: TestContext, policy: string, more = ""): Promise<WafGateway> =>
  startWafGateway(t, answering(OK), { rules: wordRules, policy, more });

async function ask({ port }: WafGateway, target: string, fields: readonly string[] = []): Promise<number> {
  const lines = [`GET ${target} HTTP/1.1`, "Host: a.example", "Connection: close", ...fields];
  return statusOf((await exchangeRaw(port, `${lines.join("\r\n")}\r\n\r\n`)).bytes);
}

describe("an exclusion", () => {
  it("leaves one part of requests out, for the rules that it names", async (t) => {
    const policy = "exclusions: [{ part: argument, name: { equals: note }, rules: ['1001'] }]";
    const gateway = await start(t, policy);
    assert.equal(await ask(gateway, "/?note=attack"), 200);
    assert.equal(await ask(gateway, "/?NOTE=attack"), 200);
    assert.equal(await ask(gateway, "/?notes=attack"), 403);
    assert.equal(await ask(gateway, "/?note=x&other=attack"), 403);
    assert.equal(await ask(gateway, "/?note=x", ["X-Probe: attack"]), 403);
  });

  it("means rules by their tags, and names by their beginning", async (t) => {
    const policy = "exclusions: [{ part: argument, name: { startsWith: free_ }, tags: [attack-test] }]";
    const gateway = await start(t, policy);
    assert.equal(await ask(gateway, "/?free_text=attack"), 200);
    assert.equal(await ask(gateway, "/?a_free_text=attack"), 403);
  });
});

describe("an exception", () => {
  const policy = "exceptions: [{ paths: ['/uploads/*', /exact] }]";

  it("leaves requests to its paths alone", async (t) => {
    const gateway = await start(t, policy);
    for (const path of ["/uploads/a", "/uploads/", "/uploads", "/exact"]) {
      assert.equal(await ask(gateway, `${path}?q=attack`), 200, path);
    }
    for (const path of ["/", "/uploadsx", "/exact/more", "/other/uploads/a"]) {
      assert.equal(await ask(gateway, `${path}?q=attack`), 403, path);
    }
  });

  it("cannot be had by a path that only begins like it", async (t) => {
    const gateway = await start(t, policy);
    for (const path of [
      ...["/uploads/../admin", "/uploads/..%2fadmin", "/uploads/%2e%2e/admin", "/uploads/.%2e/admin"],
      ...["//uploads/../admin", "/uploads/;/../admin", "/uploads/..;/admin", "/uploads/%252e%252e/admin"],
      ...[
        "/admin?x=/uploads/",
        "/admin;/uploads/",
        "/./admin/uploads/a",
        "/uploads/..\\admin",
        "/uploads%2f..%2fadmin",
      ],
    ]) {
      const status = await ask(gateway, `${path}${path.includes("?") ? "&" : "?"}q=attack`);
      // Where the exception holds, the backend must be asked for what it is for.
      const forwarded =
        gateway.backend
          .received()
          .match(/^GET .*$/gm)
          ?.at(-1) ?? "";
      const isMeant = /^GET \/uploads\/(?!.*(?:\.\.|%2e|\\))/i.test(forwarded);
      assert.ok(status >= 400 || isMeant, `${path}: ${status} ${forwarded}`);
    }
  });

  it("asks for all of its conditions", async (t) => {
    const conditions = "{ paths: ['/*'], networks: [office], header: { name: X-Job, equals: nightly } }";
    const gateway = await start(
      t,
      `exceptions: [${conditions}]`,
      "networks: { office: [192.0.2.0/24] }\ntrustedHops: [127.0.0.0/8]",
    );
    const from = (address: string) => `X-Forwarded-For: ${address}`;
    assert.equal(await ask(gateway, "/?q=attack", [from("192.0.2.7"), "X-Job: nightly"]), 200);
    assert.equal(await ask(gateway, "/?q=attack", [from("192.0.2.7"), "X-Job: other"]), 403);
    assert.equal(await ask(gateway, "/?q=attack", [from("198.51.100.7"), "X-Job: nightly"]), 403);
    assert.equal(await ask(gateway, "/?q=attack", ["X-Job: nightly"]), 403);
  });
});

describe("the action of a rule", () => {
  for (const [action, status, isLogged] of [
    ["off", 200, false],
    ["log", 200, true],
    ["block", 403, true],
  ] as const) {
    it(`can be set: ${action}`, async (t) => {
      const gateway = await start(t, `ruleActions: [{ rules: ['1001'], action: ${action} }]`);
      assert.equal(await ask(gateway, "/?q=attack"), status);
      const [record] = await gateway.recorded(1);
      assert.deepEqual(record?.wafRules, isLogged ? [1001] : []);
    });
  }
});
