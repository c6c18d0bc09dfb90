// Rules of both phases that look at a request's head, of which the first phase's scan reads all: transactions
// that overlap, as those of a server do, have each their own, and the plain interpreter agrees.

import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProgram, createWaf, type RequestInput, type Waf, type WafSession } from "../../waf.ts";

const RULES = `
SecRuleEngine On
SecRequestBodyAccess On
SecRule REQUEST_HEADERS "@rx early" "id:1,phase:1,log,pass"
SecRule REQUEST_HEADERS "@rx late" "id:2,phase:2,log,pass"
SecRule REQUEST_URI|ARGS "@rx attack" "id:3,phase:2,log,pass,t:lowercase"
SecRule REQUEST_HEADERS:X-Gone "@rx gone" "id:4,phase:2,log,pass"
SecRule REQUEST_HEADERS:X-Skip "@rx yes" "id:5,phase:1,nolog,pass,ctl:ruleRemoveById=2"
SecRule REQUEST_HEADERS:X-Stop "@rx yes" "id:6,phase:1,log,deny,status:403"
SecRule REQUEST_HEADERS:X-Stop "@rx yes" "id:7,phase:2,log,pass"
SecRule REQUEST_HEADERS:X-Pass "@rx yes" "id:8,phase:1,nolog,allow:phase"
`;

function wafFor(execution: "fast" | "naive", rules = RULES): Waf {
  const { program, diagnostics } = buildProgram({
    roots: [{ file: "test.conf", text: rules }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.ok(program !== undefined, JSON.stringify(diagnostics));
  return createWaf(program, { execution });
}

type Sample = {
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const form = { "Content-Type": "application/x-www-form-urlencoded" };

const samples: readonly Sample[] = [
  { target: "/", headers: { A: "early and late" }, body: "" },
  { target: "/ATTACK", headers: form, body: "a=b" },
  { target: "/", headers: form, body: "a=attack" },
  { target: "/?q=attack", headers: { A: "late", "X-Skip": "yes" }, body: "" },
  { target: "/", headers: { A: "nothing" }, body: "" },
  { target: "/attack", headers: { "X-Stop": "yes", A: "late" }, body: "" },
  { target: "/attack", headers: { "X-Pass": "yes", A: "early, late" }, body: "" },
  { target: "/", headers: { "X-Gone": "gone", B: "gone" }, body: "" },
];

const inputOf = ({ target, headers }: Sample): RequestInput => ({
  id: "1",
  requestLine: `POST ${target} HTTP/1.1`,
  method: "POST",
  target,
  protocol: "HTTP/1.1",
  headers: Object.entries(headers).map(([name, value]) => ({ name, key: name.toLowerCase(), value })),
  clientAddress: "192.0.2.1",
  clientPort: 1,
  serverAddress: "192.0.2.2",
  serverPort: 443,
  serverName: "a",
});

const matchesOf = (session: WafSession): readonly string[] =>
  session.matches.map(({ rule, values }) => `${rule.id} ${values.map(({ name }) => name).join()}`);

/** All first phases, then all second ones, the other way round. */
function overlapping(waf: Waf): readonly (readonly string[])[] {
  const sessions = samples.map((sample) => waf.newSession(inputOf(sample)));
  for (const session of sessions) session.requestHead();
  for (const [index, session] of [...sessions.entries()].toReversed()) {
    session.requestBody(samples[index]?.body ?? "");
    session.finish();
  }
  return sessions.map(matchesOf);
}

test("what the head has for rules of phase 2 is kept for its transaction alone", () => {
  const expected = [
    ["1 REQUEST_HEADERS:A", "2 REQUEST_HEADERS:A"],
    ["3 REQUEST_URI"],
    ["3 ARGS:a"],
    ["3 REQUEST_URI,ARGS:q"],
    [],
    ["6 REQUEST_HEADERS:X-Stop"],
    ["1 REQUEST_HEADERS:A", "2 REQUEST_HEADERS:A", "3 REQUEST_URI"],
    ["4 REQUEST_HEADERS:X-Gone"],
  ];
  assert.deepEqual(overlapping(wafFor("naive")), expected);
  const fast = wafFor("fast");
  // Twice: values that come again are remembered.
  assert.deepEqual(overlapping(fast), expected);
  assert.deepEqual(overlapping(fast), expected);
});

test("rules of phase 2 see the head also where phase 1 was not run", () => {
  for (const execution of ["naive", "fast"] as const) {
    const session = wafFor(execution).newSession(
      inputOf({ target: "/attack", headers: { A: "late" }, body: "" }),
    );
    session.requestBody("");
    assert.deepEqual(matchesOf(session), ["2 REQUEST_HEADERS:A", "3 REQUEST_URI"], execution);
  }
});

test("what decodes to nothing is seen by rules that make something of nothing", () => {
  const rules = `
SecRuleEngine On
SecRule ARGS "@rx ^0$" "id:1,phase:2,log,pass,t:base64Decode,t:length"
SecRule ARGS "@rx ^d41d8cd98f00b204e9800998ecf8427e$" "id:2,phase:2,log,pass,t:base64Decode,t:md5,t:hexEncode"
`;
  // As a value, and as a word, which has a reading of its own.
  for (const [execution, value] of [
    ["naive", "%27a"],
    ["fast", "%27a"],
    ["naive", "a"],
    ["fast", "a"],
  ] as const) {
    const session = wafFor(execution, rules).newSession(
      inputOf({ target: `/?q=${value}`, headers: {}, body: "" }),
    );
    session.requestHead();
    session.requestBody("");
    assert.deepEqual(matchesOf(session), ["1 ARGS:q", "2 ARGS:q"], execution);
  }
});
