// What rules do, as tables of small programs: the ids of those that are logged for one request. Each program
// runs fast and by the plain interpreter.

import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProgram, createWaf, type RequestInput, type WafSession } from "../waf.ts";

const TARGET = "/?a=attack&b=Two&b=three&empty=";

const input: RequestInput = {
  id: "1",
  requestLine: `GET ${TARGET} HTTP/1.1`,
  method: "GET",
  target: TARGET,
  protocol: "HTTP/1.1",
  headers: [{ name: "X-Kind", key: "x-kind", value: "lantern" }],
  clientAddress: "192.0.2.1",
  clientPort: 1,
  serverAddress: "192.0.2.2",
  serverPort: 443,
  serverName: "a",
};

function sessionOn(rules: string, execution: "fast" | "naive"): WafSession {
  const { program, diagnostics } = buildProgram({
    roots: [{ file: "test.conf", text: `SecRuleEngine On\n${rules}` }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.ok(program !== undefined, JSON.stringify(diagnostics));
  const session = createWaf(program, { execution }).newSession(input);
  session.requestHead();
  session.requestBody("");
  session.responseHead({ status: 200, protocol: "HTTP/1.1", reasonPhrase: "OK", headers: [] });
  session.responseBody("");
  session.finish();
  return session;
}

const rule = (target: string, operator: string, actions: string): string =>
  `SecRule ${target} "${operator}" "phase:1,log,pass,${actions}"`;
const link = (target: string, operator: string, actions = "t:none"): string =>
  `SecRule ${target} "${operator}" "${actions}"`;
const set = (what: string, id = 90, phase = 1): string =>
  `SecAction "id:${id},phase:${phase},nolog,pass,${what}"`;
const always = (id: number, phase = 1): string => `SecAction "id:${id},phase:${phase},log,pass"`;
const is = (variable: string, value: string, id = 1): string =>
  rule(variable, `@streq ${value}`, `id:${id},t:none`);

type Case = readonly [behaviour: string, rules: readonly string[], logged: readonly number[]];

const cases: readonly Case[] = [
  [
    "a chain matches where all of its links do",
    [
      rule("ARGS:a", "@streq attack", "id:1,chain"),
      link("ARGS:b", "@streq three"),
      rule("ARGS:a", "@streq attack", "id:2,chain"),
      link("ARGS:b", "@streq four"),
    ],
    [1],
  ],
  [
    "the links of a chain see what the one before has matched",
    [
      rule("ARGS:b", "@rx t", "id:1,t:lowercase,chain"),
      link("MATCHED_VARS", "@streq two"),
      rule("ARGS:b", "@rx t", "id:2,t:lowercase,chain"),
      link("MATCHED_VAR_NAME", "@streq ARGS:b"),
      rule("ARGS:b", "@rx Tw", "id:3,chain"),
      link("&MATCHED_VARS", "@eq 1"),
    ],
    [1, 2, 3],
  ],
  ["skip passes over so many rules", [set("skip:2"), always(1), always(2), always(3)], [3]],
  ["skip does not count markers", [set("skip:1"), "SecMarker M", always(1), always(2)], [2]],
  ["skipAfter goes on behind a marker", [set("skipAfter:M"), always(1), "SecMarker M", always(2)], [2]],
  [
    "a jump that does not match passes over nothing",
    [rule("ARGS:a", "@streq no", "id:9,skipAfter:M"), always(1), "SecMarker M"],
    [1],
  ],
  [
    "allow ends everything but the last phase",
    ['SecAction "id:9,phase:1,nolog,allow"', always(1), always(2, 2), always(3, 3), always(5, 5)],
    [5],
  ],
  [
    "allow:phase ends its phase",
    ['SecAction "id:9,phase:1,nolog,allow:phase"', always(1), always(2, 2), always(3, 3)],
    [2, 3],
  ],
  [
    "allow:request ends the phases of the request",
    ['SecAction "id:9,phase:1,nolog,allow:request"', always(1), always(2, 2), always(3, 3)],
    [3],
  ],
  ["ctl removes rules by id", [set("ctl:ruleRemoveById=1-2"), always(1), always(2), always(3)], [3]],
  [
    "ctl removes rules by tag",
    [set("ctl:ruleRemoveByTag=x/y"), rule("ARGS:a", "@rx .", "id:1,tag:x/y"), always(2)],
    [2],
  ],
  [
    "ctl removes rules by message",
    [set("ctl:ruleRemoveByMsg=found"), rule("ARGS:a", "@rx .", "id:1,msg:found"), always(2)],
    [2],
  ],
  [
    "ctl takes a target from a rule, and from that rule alone",
    [
      set("ctl:ruleRemoveTargetById=1;ARGS:a"),
      rule("ARGS", "@streq attack", "id:1"),
      rule("ARGS", "@streq attack", "id:2"),
    ],
    [2],
  ],
  [
    "a capture is TX:1 for the rules that follow",
    [
      rule("ARGS:a", "@rx ^(at)(t)", "id:1,capture"),
      is("TX:1", "at", 2),
      is("TX:2", "t", 3),
      is("TX:0", "att", 4),
    ],
    [1, 2, 3, 4],
  ],
  [
    "multiMatch looks after every transformation, a plain rule after the last",
    [
      rule("ARGS:b", "@streq Two", "id:1,t:none,t:lowercase,multiMatch"),
      rule("ARGS:b", "@streq Two", "id:2,t:none,t:lowercase"),
    ],
    [1],
  ],
  ["setvar adds", [set("setvar:tx.s=4,setvar:tx.s=+3"), is("TX:s", "7")], [1]],
  ["setvar subtracts below zero", [set("setvar:tx.s=4,setvar:tx.s=-6"), is("TX:s", "-2")], [1]],
  ["what is no number counts as zero", [set("setvar:tx.s=x,setvar:tx.s=+3"), is("TX:s", "3")], [1]],
  ["setvar without a value makes it 1", [set("setvar:tx.s"), is("TX:s", "1")], [1]],
  ["setvar removes", [set("setvar:tx.s=4,setvar:!tx.s"), rule("&TX:s", "@eq 0", "id:1")], [1]],
  [
    "setvar expands keys and values",
    [set("setvar:tx.k=x,setvar:tx.v_%{tx.k}=%{REQUEST_HEADERS.X-Kind}"), is("TX:v_x", "lantern")],
    [1],
  ],
  [
    "setvar runs once for every value that matches",
    [rule("ARGS", "@rx t", "id:1,setvar:tx.n=+1"), is("TX:n", "2", 2)],
    [1, 2],
  ],
  ["an absent member has the count 0", [rule("&ARGS:none", "@eq 0", "id:1")], [1]],
  ["a count is of all members of a name", [rule("&ARGS:b", "@eq 2", "id:1")], [1]],
  [
    "no operator matches where there is no value, not even a negated one",
    [rule("ARGS:none", "!@rx x", "id:1")],
    [],
  ],
  ["an empty value is a value", [rule("ARGS:empty", "@rx ^$", "id:1")], [1]],
  ["names are compared without regard to case", [is("REQUEST_HEADERS:x-KIND", "lantern")], [1]],
  [
    "an excluded member is not looked at, by name or by pattern",
    [
      rule("ARGS|!ARGS:a", "@streq attack", "id:1"),
      rule("ARGS|!ARGS:/^b$/", "@streq Two", "id:2"),
      rule("ARGS|!ARGS:/^b$/", "@streq attack", "id:3"),
    ],
    [3],
  ],
];

for (const [behaviour, rules, logged] of cases) {
  test(behaviour, () => {
    for (const execution of ["fast", "naive"] as const) {
      const { matches } = sessionOn(rules.join("\n"), execution);
      const ids = matches.filter((match) => match.rule.isLogged).map((match) => match.rule.id);
      assert.deepEqual(ids, logged, execution);
    }
  });
}

test("messages, data and tags are expanded when the rule matches", () => {
  const rules = [
    rule(
      "ARGS:a",
      "@rx (att)",
      "id:1,capture,msg:'saw %{TX.1}',logdata:'%{MATCHED_VAR_NAME}',tag:'m/%{tx.1}'",
    ),
    rule("ARGS:b", "@rx (Tw)", "id:2,capture"),
  ];
  const [match] = sessionOn(rules.join("\n"), "fast").matches;
  assert.deepEqual([match?.message, match?.data, match?.tags], ["saw att", "ARGS:a", ["m/att"]]);
});
