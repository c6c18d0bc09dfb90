// A rule that notes the names of all headers, as CRS's 920450 does, beside rules that look at what it noted
// or change what it depends on: each program runs both ways, several times on the same names and on others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProgram, createWaf, type RequestInput, type WafDifference } from "../../waf.ts";

const inputOf = (names: readonly string[], query: string): RequestInput => ({
  id: "1",
  requestLine: `GET /?${query} HTTP/1.1`,
  method: "GET",
  target: `/?${query}`,
  protocol: "HTTP/1.1",
  headers: names.map((name) => ({ name, key: name.toLowerCase(), value: "v" })),
  clientAddress: "192.0.2.1",
  clientPort: 1,
  serverAddress: "192.0.2.2",
  serverPort: 443,
  serverName: "a",
});

const NOTE = `
SecAction "id:1,phase:1,nolog,pass,setvar:'tx.refused=/proxy/ /lock-token/'"
SecRule REQUEST_HEADERS_NAMES "@rx ^.*$" \\
  "id:2,phase:1,log,pass,t:lowercase,capture,setvar:tx.name_%{tx.0}=/%{tx.0}/,chain"
  SecRule TX:/^name_/ "@within %{tx.refused}" "setvar:tx.score=+5"`;

const SHOW = 'SecRule TX:/^name_/ "@rx ." "id:3,phase:2,log,pass,capture,logdata:%{tx.0}"';

const requests: readonly (readonly [names: readonly string[], query: string])[] = [
  ...[1, 2, 3, 4].map(() => [["Host", "Accept"], ""] as const),
  ...[1, 2, 3].map(() => [["Host", "Lock-Token"], ""] as const),
  ...[1, 2, 3].map(() => [["Accept", "Host"], "a=other"] as const),
  [["Host", "Accept"], "a=other"],
  [["Host", "Accept"], ""],
  [[], ""],
];

/** What each request noted, and the ids of the rules that matched. */
function outcomesOn(text: string): readonly string[] {
  const { program, diagnostics } = buildProgram({
    roots: [{ file: "test.conf", text: `SecRuleEngine On\n${text}` }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.ok(program !== undefined, JSON.stringify(diagnostics));
  const differences: WafDifference[] = [];
  const waf = createWaf(program, { execution: "verify", onDifference: (each) => differences.push(each) });
  const outcomes = requests.map(([names, query]) => {
    const session = waf.newSession(inputOf(names, query));
    session.requestHead();
    session.requestBody("");
    session.finish();
    const noted = [...session.tx.tx.snapshot()].filter(([key]) => key.startsWith("name_"));
    const values = noted.map(([, { value }]) => value).join("");
    return `${values} ${session.matches.map(({ rule, data }) => rule.id + data).join()}`;
  });
  assert.deepEqual(differences, []);
  return outcomes;
}

test("what was noted is noted again, for these names and no others", () => {
  assert.deepEqual(outcomesOn(`${NOTE}\n${SHOW}`), [
    ...["/host//accept/ 3/", "/host//accept/ 3/", "/host//accept/ 3/", "/host//accept/ 3/"],
    ...["/host//lock-token/ 2,3/", "/host//lock-token/ 2,3/", "/host//lock-token/ 2,3/"],
    ...["/accept//host/ 3/", "/accept//host/ 3/", "/accept//host/ 3/"],
    ...["/host//accept/ 3/", "/host//accept/ 3/", " "],
  ]);
});

test("a list that a rule before it has changed counts", () => {
  const other = 'SecRule ARGS:a "@streq other" "id:4,phase:1,nolog,pass,setvar:tx.refused=/accept/"';
  const late = NOTE.replace("\nSecRule REQUEST", `\n${other}\nSecRule REQUEST`);
  const outcomes = outcomesOn(late);
  assert.match(outcomes[10] ?? "", /^\/host\/\/accept\/ 2/);
  assert.match(outcomes[11] ?? "", /^\/host\/\/accept\/ $/);
});

test("a name that is excluded for one request is not noted", () => {
  const exclusion =
    'SecRule ARGS:a "@streq other" "id:4,phase:1,nolog,pass,ctl:ruleRemoveTargetById=2;REQUEST_HEADERS_NAMES:Host"';
  const outcomes = outcomesOn(`${exclusion}\n${NOTE}`);
  assert.match(outcomes[10] ?? "", /^\/accept\/ /);
  assert.match(outcomes[11] ?? "", /^\/host\/\/accept\/ /);
});

test("a rule that waits for what is noted hears of it", () => {
  const waiting = 'SecRule TX:name_accept "@streq /accept/" "id:5,phase:2,log,pass"';
  const outcomes = outcomesOn(`${NOTE}\n${waiting}`);
  assert.deepEqual(
    outcomes.map((outcome) => outcome.endsWith("5")),
    [true, true, true, true, false, false, false, true, true, true, true, true, false],
  );
});

test("what another rule captured before is no part of what is repeated", () => {
  const capturing = 'SecRule ARGS:a "@rx (oth)er" "id:4,phase:1,nolog,pass,capture"';
  const reading = NOTE.replace(",capture", "").replaceAll("/%{tx.0}/", "/%{tx.0}%{matched_var}/");
  outcomesOn(`${capturing}\n${reading}\n${SHOW}`);
  outcomesOn(`${capturing}\n${NOTE}\n${SHOW}`);
});
