// Rules side by side on which leaving out too much shows: each program runs both ways, on a request that
// makes the first rules match and on one that does not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runSteps } from "#kernel/run-steps.ts";
import { buildProgram, createWaf, type Program, type RequestInput, type WafDifference } from "../../waf.ts";
import { MemoryCollections } from "../collection-port.ts";
import { RuleSet } from "../rule-set.ts";
import { foldConstants } from "./fold-constants.ts";

const inputOf = (query: string): RequestInput => ({
  id: "1",
  requestLine: `GET /?${query} HTTP/1.1`,
  method: "GET",
  target: `/?${query}`,
  protocol: "HTTP/1.1",
  headers: [],
  clientAddress: "192.0.2.1",
  clientPort: 1,
  serverAddress: "192.0.2.2",
  serverPort: 443,
  serverName: "a",
});

function programOf(text: string): Program {
  const { program, diagnostics } = buildProgram({
    roots: [{ file: "test.conf", text: `SecRuleEngine On\n${text}\nSecMarker END` }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.ok(program !== undefined, JSON.stringify(diagnostics));
  return program;
}

function differencesOn(text: string): readonly WafDifference[] {
  const found: WafDifference[] = [];
  const waf = createWaf(programOf(text), { execution: "verify", onDifference: (each) => found.push(each) });
  for (const query of ["a=attack", "", "b=1"]) {
    const session = waf.newSession(inputOf(query));
    session.requestHead();
    session.requestBody("");
    session.responseHead({ status: 200, protocol: "HTTP/1.1", reasonPhrase: "OK", headers: [] });
    session.responseBody("");
    session.finish();
  }
  return found;
}

/** The ids of the rules that are left to be run for each request. */
function keptOf(text: string): readonly number[] {
  const ports = { collections: new MemoryCollections(), nowMs: () => 0, operators: {} };
  const { phases } = runSteps(foldConstants(runSteps(RuleSet.build(programOf(text), ports))));
  return phases.flat().flatMap((unit) => (unit.kind === "rule" ? [unit.rule.id] : []));
}

const ATTACK = 'SecRule ARGS:a "@contains attack" "id:1,phase:1,log,pass';
const SET = (id: number, phase: number, what: string): string =>
  `SecAction "id:${id},phase:${phase},pass,nolog,${what}"`;
const S_IS_1 = (id: number, phase: number): string =>
  `SecRule TX:s "@eq 1" "id:${id},phase:${phase},log,pass"`;

type Case = readonly [why: string, rules: readonly string[], kept: readonly number[]];

const cases: readonly Case[] = [
  ["what is set before anything else is left out", [SET(1, 1, "setvar:tx.s=1"), S_IS_1(2, 1)], [2]],
  [
    "a silent jump whose condition is constant is left out, with what it jumps over",
    [
      SET(1, 1, "setvar:tx.s=1"),
      'SecRule TX:s "@eq 1" "id:2,phase:1,pass,nolog,skipAfter:END"',
      S_IS_1(3, 1),
    ],
    [],
  ],
  [
    "a rule within the reach of a skip stays, or the skip would go too far",
    [SET(1, 1, "skip:1"), SET(2, 1, "skipAfter:END"), SET(3, 1, "setvar:tx.s=1")],
    [1, 2, 3],
  ],
  [
    "a value that is set again later does not stand there before it is set",
    [
      SET(1, 1, "setvar:tx.t=%{tx.s},setvar:tx.s=1,skip:1"),
      SET(2, 1, "setvar:tx.u=1"),
      SET(3, 2, "setvar:tx.s=1"),
    ],
    [1, 2],
  ],
  [
    "a chain that cannot match stays where its first links do something else than set TX",
    [
      'SecRule &TX:s "@eq 0" "id:1,phase:1,pass,nolog,ctl:ruleEngine=DetectionOnly,chain"\nSecRule TX:t "@eq 1"',
    ],
    [1],
  ],
  [
    "a match that HIGHEST_SEVERITY tells of stays",
    [SET(1, 1, "severity:2"), 'SecRule HIGHEST_SEVERITY "@eq 2" "id:2,phase:1,log,pass"'],
    [1, 2],
  ],
  [
    "what an allow of the phase may jump over stays",
    [
      'SecRule ARGS:a "@contains attack" "id:1,phase:1,nolog,allow:phase"',
      SET(2, 1, "setvar:tx.s=1"),
      S_IS_1(3, 2),
    ],
    [1, 2, 3],
  ],
  [
    "what may be removed stays where another rule reads what it writes",
    [`${ATTACK},ctl:ruleRemoveById=2"`, SET(2, 1, "setvar:tx.s=1"), S_IS_1(3, 1)],
    [1, 2, 3],
  ],
  [
    "what may be removed with all who read it is left out",
    [`${ATTACK},ctl:ruleRemoveById=2-3"`, SET(2, 1, "setvar:tx.s=1"), S_IS_1(3, 1)],
    [1, 3],
  ],
  [
    "a jump that may be removed stays where what it jumps over is not removed with it",
    [`${ATTACK},ctl:ruleRemoveById=2"`, SET(2, 1, "skipAfter:END"), `${ATTACK.replace("id:1", "id:3")}"`],
    [1, 2, 3],
  ],
  [
    "a rule that may come to look at less of TX stays",
    [
      `${ATTACK},ctl:ruleRemoveTargetById=2;TX:s"`,
      'SecRule TX:s|TX:t "@unconditionalMatch" "id:2,phase:1,pass,nolog,setvar:tx.u=1"',
    ],
    [1, 2],
  ],
];

for (const [why, rules, kept] of cases) {
  test(why, () => {
    const text = rules.join("\n");
    assert.deepEqual(keptOf(text), kept);
    // Rules that were removed have written nothing in the one way, and what nobody reads in the other.
    const seen = differencesOn(text).flatMap(({ onlyFast, onlyPlain }) => [
      ...onlyFast.filter((line) => !line.startsWith("tx.s=")),
      ...onlyPlain,
    ]);
    assert.deepEqual(seen, []);
  });
}

test("a transformation that makes something of an empty value is not passed over", () => {
  const text = 'SecRule QUERY_STRING "@streq 0" "id:1,phase:1,log,pass,t:length"';
  assert.deepEqual(differencesOn(text), []);
});

test("MATCHED_VARS tell nothing of the rules before, whether those were run or left out", () => {
  const text = [
    `${ATTACK}"`,
    SET(2, 1, "setvar:tx.s=1"),
    'SecRule MATCHED_VARS "@rx ." "id:3,phase:1,log,deny"',
  ];
  const waf = createWaf(programOf(text.join("\n")));
  const session = waf.newSession(inputOf("a=attack"));
  assert.equal(session.requestHead(), undefined);
  assert.deepEqual(differencesOn(text.join("\n")), []);
});

test("a negated operator captures nothing", () => {
  const text = [
    'SecRule ARGS:a "!@rx (att)ack" "id:1,phase:1,log,pass,capture"',
    'SecRule TX:1 "@streq att" "id:2,phase:1,log,deny"',
  ].join("\n");
  const session = createWaf(programOf(text), { execution: "naive" }).newSession(inputOf("a=attack"));
  assert.equal(session.requestHead(), undefined);
  assert.deepEqual(differencesOn(text), []);
});

/** What a key of TX begins with. */
function startOf(text: string, key: string): string | undefined {
  const ports = { collections: new MemoryCollections(), nowMs: () => 0, operators: {} };
  return runSteps(foldConstants(runSteps(RuleSet.build(programOf(text), ports)))).initialTx.get(key)?.value;
}

const REMOVAL = "ctl:ruleRemoveById=9";

test("what a rule writes is there from the start, too, where the rule stays for what else it does", () => {
  const rule = SET(1, 1, `${REMOVAL},setvar:tx.level=2`);
  assert.equal(startOf(rule, "level"), "2");
  assert.deepEqual(keptOf(rule), [1]);
});

test("it is not where writing it once more would change it, or a rule before it may have written it", () => {
  assert.equal(startOf(SET(1, 1, `${REMOVAL},setvar:tx.count=+1`), "count"), undefined);
  const twice = `${ATTACK},setvar:tx.level=1"\n${SET(2, 1, `${REMOVAL},setvar:tx.level=2`)}`;
  assert.equal(startOf(twice, "level"), undefined);
  assert.deepEqual(differencesOn(`${twice}\nSecRule TX:level "@eq 2" "id:3,phase:2,log,pass"`), []);
});
