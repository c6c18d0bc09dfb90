import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProgram, createWaf, type Program, type RequestInput, type WafDifference } from "../../waf.ts";
import { MemoryCollections } from "../collection-port.ts";
import { RuleSet } from "../rule-set.ts";
import { PlainRunner } from "../run-phase.ts";
import type { PhaseRunner } from "../waf-session.ts";
import { VerifyingSession, type Way } from "./verifying-session.ts";

const input: RequestInput = {
  id: "1",
  requestLine: "GET /?a=attack HTTP/1.1",
  method: "GET",
  target: "/?a=attack",
  protocol: "HTTP/1.1",
  headers: [],
  clientAddress: "192.0.2.1",
  clientPort: 1,
  serverAddress: "192.0.2.2",
  serverPort: 443,
  serverName: "a",
};

function programOf(text: string): Program {
  const { program, diagnostics } = buildProgram({
    roots: [{ file: "test.conf", text }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.ok(program !== undefined, JSON.stringify(diagnostics));
  return program;
}

function differencesOn(text: string): readonly WafDifference[] {
  const found: WafDifference[] = [];
  const waf = createWaf(programOf(text), { execution: "verify", onDifference: (each) => found.push(each) });
  const session = waf.newSession(input);
  session.requestHead();
  session.requestBody("");
  session.responseHead({ status: 200, protocol: "HTTP/1.1", reasonPhrase: "OK", headers: [] });
  session.responseBody("");
  session.finish();
  session.finish();
  return found;
}

const SCORE_TWICE = `
SecRuleEngine On
SecRule ARGS "@contains attack" "id:1,phase:1,pass,log,setvar:tx.pl1=+5"
SecRule TX:LEVEL "@eq 0" "id:2,phase:1,pass,nolog,setvar:tx.level=1"
SecRule TX:LEVEL "@ge 1" "id:3,phase:1,pass,nolog,setvar:tx.score=+%{tx.pl1}"
SecAction "id:4,phase:2,pass,nolog,setvar:tx.score=0"
SecRule TX:LEVEL "@ge 1" "id:5,phase:2,pass,nolog,setvar:tx.score=+%{tx.pl1}"
SecRule TX:SCORE "@ge 10" "id:6,phase:2,deny,log"
`;

test("a score that is counted anew in a later phase is counted once by both ways", () => {
  const start = 'SecAction "id:7,phase:1,pass,nolog,setvar:tx.pl1=0,setvar:tx.score=0,setvar:tx.level=0"';
  assert.deepEqual(differencesOn(start + SCORE_TWICE), []);
});

test("rules that both ways run alike are not reported", () => {
  assert.deepEqual(
    differencesOn(`SecRuleEngine On\nSecRule ARGS "@rx att.ck" "id:1,phase:2,deny,log,capture"`),
    [],
  );
});

test("what only one of the two ways finds is told, once, with the request", () => {
  const ports = { collections: new MemoryCollections(), nowMs: () => 0, operators: {} };
  const wayOf = (text: string): Way => {
    const rules = built(RuleSet.build(programOf(text), ports));
    return { rules, runner: new PlainRunner(rules) satisfies PhaseRunner };
  };
  const rule = (id: number) =>
    `SecRuleEngine On\nSecRule ARGS "@contains attack" "id:${id},phase:1,pass,log"`;
  const found: WafDifference[] = [];
  const session = new VerifyingSession(wayOf(rule(1)), wayOf(rule(2)), input, (each) => found.push(each));
  session.requestHead();
  session.finish();
  session.finish();
  assert.equal(found.length, 1);
  assert.equal(found[0]?.input, input);
  assert.match(found[0]?.onlyFast.join() ?? "", /^\[1,1,false,.*ARGS:a=attack/);
  assert.match(found[0]?.onlyPlain.join() ?? "", /^\[2,1,false,/);
});

function built<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
