import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProgram, createWaf, type WafOptions } from "../../waf.ts";

/** The ids of the rules that match, as the two ways find them. */
function matchesOf(rules: string, value: string): number[][] {
  const { program, diagnostics } = buildProgram({
    roots: [{ file: "rules.conf", text: `SecRuleEngine On\n${rules}` }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.ok(program, JSON.stringify(diagnostics));
  const target = `/?a=${encodeURIComponent(value)}`;
  return (["naive", "fast"] as const).map((execution: WafOptions["execution"]) => {
    const session = createWaf(program, execution === undefined ? {} : { execution }).newSession({
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
      serverName: "shop.example",
    });
    session.requestHead();
    return session.matches.map(({ rule }) => rule.id);
  });
}

const rule = (operator: string, transformations: string): string =>
  `SecRule ARGS:a "${operator}" "id:1,phase:1,pass,log,${transformations}"`;

const found: readonly (readonly [operator: string, transformations: string, value: string])[] = [
  ["@rx ^[^A-Z]+$", "t:lowercase", "kilo"],
  ["@rx ^[^A-Z]+$", "t:lowercase", "KILO"],
  ["@rx ^[^a-z]+$", "t:uppercase", "kilo"],
  ["@rx ^[a-c]{3}$", "t:lowercase", "aBc"],
  ["@rx ^\\x41+$", "t:uppercase", "aAa"],
  ["@rx (?i)^KILO$", "t:lowercase", "Kilo"],
  ["@rx ^[^A-Z]+$", "t:cmdLine", 'Ki"LO'],
  ["@rx ^cmd/c$", "t:cmdLine", 'C^M"D" ,;/c'],
  ["@rx ^rm -rf/x$", "t:urlDecodeUni,t:cmdLine", "RM   -rf  /X"],
  ["@pm passwd", "t:cmdLine", "/etc/pas\\SWD"],
  ["@contains wget (", "t:removeNulls,t:cmdLine", "WGET;;;x"],
];

test("what is scanned before its letters change case is found as if it were scanned behind", () => {
  for (const [operator, transformations, value] of found) {
    const [plain, fast] = matchesOf(rule(operator, transformations), value);
    assert.deepEqual(fast, plain, `${operator} ${transformations} ${value}`);
  }
  const matching = found.slice(0, -1).map(([...each]) => matchesOf(rule(each[0], each[1]), each[2])[0]);
  assert.deepEqual(
    matching.flat(),
    matching.map(() => 1),
  );
});

test("letters that no change of case leaves match nothing", () => {
  for (const [operator, transformation] of [
    ["@rx [A-Z]", "t:lowercase"],
    ["@rx [a-z]", "t:uppercase"],
    ["@rx [A-Z]", "t:cmdLine"],
  ] as const) {
    assert.deepEqual(matchesOf(rule(operator, transformation), "Kilo"), [[], []]);
  }
});
