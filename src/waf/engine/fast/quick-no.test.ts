// Which rules are told apart from others for little, and that they come to the same as when they are
// evaluated: each program runs both ways, on requests for which they match and for which they do not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runSteps } from "#kernel/run-steps.ts";
import { buildProgram, createWaf, type Program, type RequestInput, type WafDifference } from "../../waf.ts";
import { MemoryCollections } from "../collection-port.ts";
import { RuleSet } from "../rule-set.ts";
import { Transaction } from "../transaction.ts";
import { quickNo } from "./quick-no.ts";

const inputOf = (method: string, names: readonly string[]): RequestInput => ({
  id: "1",
  requestLine: `${method} / HTTP/1.1`,
  method,
  target: "/",
  protocol: "HTTP/1.1",
  headers: names.map((name) => ({ name, key: name.toLowerCase(), value: "v" })),
  clientAddress: "192.0.2.1",
  clientPort: 1,
  serverAddress: "192.0.2.2",
  serverPort: 443,
  serverName: "a",
});

function programOf(rules: string): Program {
  const set = "SecAction \"id:9,phase:1,pass,nolog,setvar:tx.level=2,setvar:'tx.methods=GET POST'\"";
  const { program, diagnostics } = buildProgram({
    roots: [{ file: "test.conf", text: `SecRuleEngine On\n${set}\n${rules}` }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.ok(program !== undefined, JSON.stringify(diagnostics));
  return program;
}

/** What is said of rule 1 for a request; undefined where nothing can be. */
function saidOf(rules: string, input: RequestInput): boolean | undefined {
  const ports = { collections: new MemoryCollections(), nowMs: () => 0, operators: {} };
  const set = runSteps(RuleSet.build(programOf(rules), ports));
  const unit = set.phases.flat().find((each) => each.kind === "rule" && each.rule.id === 1);
  assert.ok(unit?.kind === "rule");
  const tx = new Transaction(set, input);
  tx.tx.set("level", "2");
  tx.tx.set("methods", "GET POST");
  return quickNo(unit, false)?.(tx);
}

/** The ids that are logged for a request, the same both ways. */
function loggedOn(rules: string, input: RequestInput): readonly number[] {
  const differences: WafDifference[] = [];
  const onDifference = (each: WafDifference): void => void differences.push(each);
  const session = createWaf(programOf(rules), { execution: "verify", onDifference }).newSession(input);
  session.requestHead();
  session.requestBody("");
  session.finish();
  assert.deepEqual(differences, []);
  return session.matches.filter(({ rule }) => rule.isLogged).map(({ rule }) => rule.id);
}

const rule = (target: string, operator: string, actions = ""): string =>
  `SecRule ${target} "${operator}" "id:1,phase:1,log,pass${actions}"`;
const GET = inputOf("GET", ["Host", "X-Twice", "x-twice"]);

type Case = readonly [what: string, rules: string, isNo: boolean | undefined, isMatch: boolean];

const cases: readonly Case[] = [
  ["a text that the operator refuses", rule("REQUEST_METHOD", "@streq POST"), true, false],
  ["a text that it takes", rule("REQUEST_METHOD", "@streq GET"), false, true],
  ["a negated operator", rule("REQUEST_METHOD", "!@within %{tx.methods}"), true, false],
  ["a transformation first", rule("REQUEST_METHOD", "@streq get", ",t:lowercase"), false, true],
  ["a variable of TX", rule("TX:level", "@ge 3"), true, false],
  ["one that is not there", rule("TX:other", "@unconditionalMatch"), true, false],
  ["a header counted that is there", rule("&REQUEST_HEADERS:Host", "@eq 0"), true, false],
  ["one that comes twice", rule("&REQUEST_HEADERS:X-Twice", "@gt 1"), false, true],
  ["all headers counted", rule("&REQUEST_HEADERS", "@gt 3"), true, false],
  ["members by a pattern", rule("TX:/^lev/", "@streq 1"), true, false],
  [
    "a chain whose second link says no",
    `${rule("REQUEST_METHOD", "@streq GET", ",chain")}
    SecRule TX:level "@eq 3" "t:none"`,
    true,
    false,
  ],
  [
    "a chain that matches",
    `${rule("REQUEST_METHOD", "@streq GET", ",chain")}
    SecRule TX:level "@eq 2" "t:none"`,
    false,
    true,
  ],
  [
    "a second link behind an effect",
    `${rule("REQUEST_METHOD", "@streq GET", ",setvar:tx.level=3,chain")}
    SecRule TX:level "@eq 3" "t:none"`,
    false,
    true,
  ],
  [
    "a second link behind a capture",
    `${rule("REQUEST_METHOD", "@rx ^(G)", ",capture,chain")}
    SecRule TX:1 "@streq G" "t:none"`,
    false,
    true,
  ],
  [
    "a second link on what the first one matched",
    `${rule("REQUEST_METHOD", "@streq GET", ",chain")}
    SecRule MATCHED_VAR "@streq GET" "t:none"`,
    false,
    true,
  ],
  ["values of all headers", rule("REQUEST_HEADERS", "@streq w"), undefined, false],
  ["one header's value", rule("REQUEST_HEADERS:Host", "@streq v"), undefined, true],
  ["two targets", rule("REQUEST_METHOD|REQUEST_PROTOCOL", "@streq GET"), undefined, true],
  ["an exclusion", rule("REQUEST_METHOD|!REQUEST_METHOD", "@streq GET"), undefined, false],
  ["multiMatch", rule("REQUEST_METHOD", "@streq get", ",t:lowercase,multiMatch"), undefined, true],
  ["an operator that looks elsewhere", rule("REMOTE_ADDR", "@geoLookup"), undefined, false],
  [
    "an argument that refers to more than TX",
    rule("REQUEST_METHOD", "@streq %{REQUEST_METHOD}"),
    undefined,
    true,
  ],
];

for (const [what, rules, isNo, isMatch] of cases) {
  test(`${what}: ${isNo === undefined ? "nothing is said" : isNo ? "no" : "maybe"}`, () => {
    assert.equal(saidOf(rules, GET), isNo);
    assert.deepEqual(loggedOn(rules, GET), isMatch ? [1] : []);
  });
}

test("nothing is said where a request had a target taken out of the rule", () => {
  const remove = 'SecAction "id:8,phase:1,nolog,pass,ctl:ruleRemoveTargetById=1;REQUEST_METHOD"';
  const rules = `${remove}\n${rule("REQUEST_METHOD", "!@streq POST")}`;
  assert.deepEqual(loggedOn(rules, GET), []);
});
