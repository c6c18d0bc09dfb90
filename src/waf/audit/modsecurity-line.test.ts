import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProgram, createWaf, type WafSession } from "../waf.ts";
import { escapeLog } from "./escape-log.ts";
import { type LoggedRequest, modsecurityLine, modsecurityLines } from "./modsecurity-line.ts";

const request: LoggedRequest = {
  id: "7f",
  clientAddress: "192.0.2.1",
  hostName: "shop.example",
  uri: "/a",
  atMs: Date.UTC(2026, 10, 28, 4, 5, 6, 70),
};

function lineOf(rules: string, target: string, isBlocked: boolean, logged = request): string {
  const [match] = sessionOf(rules, target).matches;
  assert.ok(match);
  return modsecurityLine(match, logged, isBlocked);
}

function sessionOf(rules: string, target: string): WafSession {
  const { program } = buildProgram({
    roots: [{ file: "rules.conf", text: `SecRuleEngine On\n${rules}` }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.ok(program);
  const session = createWaf(program).newSession({
    id: "7f",
    requestLine: `GET ${target} HTTP/1.1`,
    method: "GET",
    target,
    protocol: "HTTP/1.1",
    headers: [],
    clientAddress: "192.0.2.1",
    clientPort: 1,
    serverAddress: "192.0.2.2",
    serverPort: 443,
    serverName: "shop.example",
  });
  session.requestHead();
  return session;
}

const RULE = `SecRule ARGS:a "@contains x" "id:5,phase:1,deny,status:403,log,msg:'m',severity:CRITICAL,tag:t"`;

test("a blocked request has its line in the form of ModSecurity's error log", () => {
  assert.equal(
    lineOf(RULE, "/?a=x", true),
    "[Sat Nov 28 04:05:06.070000 2026] [error] [client 192.0.2.1] ModSecurity: Access denied with code 403 " +
      '(phase 1). Matched operator "@contains" at ARGS:a (value "x"). [file "rules.conf"] [line "2"] [id "5"] ' +
      '[rev ""] [msg "m"] [data ""] [severity "CRITICAL"] [ver ""] [maturity "0"] [accuracy "0"] [tag "t"] ' +
      '[hostname "shop.example"] [uri "/a"] [unique_id "7f"]',
  );
});

test("what was only logged is a warning", () => {
  assert.match(lineOf(RULE, "/?a=x", false), /ModSecurity: Warning\. Matched operator/);
});

test("a client's text ends no field and no line", () => {
  const line = lineOf(RULE.replace("@contains", "!@streq"), '/?a=x%0a"]%1b%ff', false);
  assert.match(line, /Matched operator "!@streq" at ARGS:a \(value "x\\x0a\\x22\]\\x1b\\xff"\)/);
  assert.equal(line.split("\n").length, 1);
});

test("long values and paths are cut, and show it", () => {
  const line = lineOf(RULE, `/?a=${"x".repeat(200)}`, false, { ...request, uri: `/${"u".repeat(2000)}` });
  assert.match(line, /\(value "x{100}\.\.\."\)/);
  assert.match(line, /\[uri "\/u{1023}\.\.\."\]/);
});

test("each line of one rule has its own request's words where the rule refers to them", () => {
  const rules = RULE.replace("msg:'m'", "msg:'saw %{MATCHED_VAR}'").replace(
    "tag:t",
    "tag:t,tag:'in/%{ARGS.a}'",
  );
  const session = sessionOf(rules, "/?a=x1");
  const other = sessionOf(rules, "/?a=x2");
  const lines = [session, other].map(
    ({ matches }) => modsecurityLines(matches, request, () => false)[0] ?? "",
  );
  assert.match(lines[0] ?? "", /\[msg "saw x1"\].*\[tag "t"\] \[tag "in\/x1"\] \[hostname/);
  assert.match(lines[1] ?? "", /\[msg "saw x2"\].*\[tag "t"\] \[tag "in\/x2"\] \[hostname/);
});

test("of several lines of one request only the blocking match's says so", () => {
  const first = RULE.replace("deny,status:403", "pass").replace("id:5", "id:4").replace(",tag:t", "");
  const { matches } = sessionOf(`${first}\n${RULE}`, "/?a=x");
  const lines = modsecurityLines(matches, request, ({ rule }) => rule.id === 5);
  assert.deepEqual(
    lines,
    matches.map((match) => modsecurityLine(match, request, match.rule.id === 5)),
  );
  assert.match(lines[0] ?? "", /Warning\. .*\[id "4"\].*\[accuracy "0"\] \[hostname/);
  assert.match(lines[1] ?? "", /Access denied .*\[id "5"\]/);
});

test("escaping touches printable text only where it would end a field", () => {
  assert.equal(escapeLog('a b~\t"\\\u00e9'), "a b~\\x09\\x22\\x5c\\xe9");
  assert.equal(escapeLog("abcdef", 3), "abc...");
  assert.equal(escapeLog("abc", 3), "abc");
});
