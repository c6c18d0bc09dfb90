import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { buildProgram } from "../../seclang/build-program.ts";
import { buildWaf, type Waf } from "../../waf.ts";

const TEXT = `
SecRuleEngine On
SecRule REQUEST_HEADERS|ARGS "@rx (?i)union.{1,20}select" "id:1,phase:2,deny,status:403"
SecRule REQUEST_URI|ARGS "@pm ../ etc/passwd" "id:2,phase:2,deny,status:403"
`;

function built(isWarmed: boolean): { waf: Waf; steps: number } {
  const { program } = buildProgram({
    roots: [{ file: "rules.conf", text: TEXT }],
    readFile: () => "",
    glob: () => [],
  });
  assert.ok(program !== undefined);
  const building = buildWaf(program, { isWarmed });
  for (let steps = 0; ; steps++) {
    const { done, value } = building.next();
    if (done === true) return { waf: value, steps };
  }
}

function verdict(waf: Waf, target: string): number | undefined {
  const session = waf.newSession({
    id: "1",
    requestLine: `GET ${target} HTTP/1.1`,
    method: "GET",
    target,
    protocol: "HTTP/1.1",
    headers: [],
    clientAddress: "192.0.2.1",
    clientPort: 1,
    serverAddress: "192.0.2.2",
    serverPort: 80,
    serverName: "a.example",
  });
  session.requestHead();
  return session.requestBody("")?.rule.id;
}

describe("an engine that was warmed", () => {
  test("judges as one that was not, and took more steps to make", () => {
    const warm = built(true);
    const cold = built(false);
    assert.ok(warm.steps > cold.steps + 50);
    for (const target of ["/", "/?a=1+UNION+ALL+SELECT+2", "/../x", "/?q=union+of+members"]) {
      assert.equal(verdict(warm.waf, target), verdict(cold.waf, target), target);
    }
    assert.equal(verdict(warm.waf, "/?a=1+UNION+ALL+SELECT+2"), 1);
  });
});
