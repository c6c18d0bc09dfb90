import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { bans } from "./banned-call-table.ts";
import { checkBannedCalls } from "./banned-calls.ts";
import { parseSource } from "./source.ts";

const flaws = (path: string, text: string): string[] =>
  checkBannedCalls(parseSource(path, text)).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );

const refused: [path: string, text: string, call: string][] = [
  ["src/http/a.ts", "console.log(1);", "console.*"],
  ["src/http/a.ts", "const log = console.error;", "console.*"],
  ["test/harness/a.ts", "globalThis.console.log(1);", "console.*"],
  ["src/http/a.ts", "process.exit(1);", "process.exit"],
  ["src/waf/a.ts", 'new RegExp("a");', "RegExp"],
  ["src/waf/a.ts", 'RegExp("a");', "RegExp"],
  ["src/waf/a.ts", 'globalThis.RegExp("a");', "RegExp"],
  ["src/waf/a.ts", 'eval("1");', "eval"],
  ["tools/a.ts", 'new Function("return 1");', "Function"],
  ["src/http/a.ts", "setTimeout(f, 1);", "setTimeout"],
  ["src/gateway/stage/a.ts", "globalThis.setTimeout(f, 1);", "setTimeout"],
  [
    "src/upstream/a.ts",
    'import { setTimeout as sleep } from "node:timers/promises";',
    'import "node:timers/promises"',
  ],
  ["test/a.test.ts", "JSON.parse(JSON.stringify(x));", "JSON.parse(JSON.stringify("],
  ["src/http/a.ts", "Buffer(8);", "Buffer"],
  ["src/http/a.ts", "new Buffer(8);", "Buffer"],
  ["src/http/a.test.ts", "Math.random();", "Math.random"],
];

for (const [path, text, call] of refused) {
  test(`refused in ${path}: ${text}`, () => {
    const found = flaws(path, `\n ${text}`);
    assert.equal(found.length, 1, `expected one finding, not ${JSON.stringify(found)}`);
    assert.match(found[0] ?? "", /^2:\d+ /);
    assert.ok(found[0]?.includes(`${call} is banned here: `), found.join());
  });
}

const allowed: [path: string, text: string][] = [
  ["src/cli/check.ts", "console.log(1); process.exit(1);"],
  ["bench/proxy.ts", "console.log(1); process.exit(1);"],
  ["src/main.ts", "process.exit(1);"],
  ["src/config/a.ts", 'new RegExp("a");'],
  ["src/waf/a.test.ts", 'new RegExp("a");'],
  ["src/control/a.ts", "setTimeout(f, 1);"],
  ["src/http/a.test.ts", "setTimeout(f, 1);"],
  ["src/http/a.ts", "socket.setTimeout(1);"],
  ["src/http/a.ts", "Buffer.from(x); Buffer.alloc(8);"],
  ["src/http/a.ts", "JSON.parse(text); JSON.stringify(x);"],
  ["bench/a.ts", "Math.random();"],
  ["src/http/a.ts", "x.evaluate(); evaluation(1);"],
];

for (const [path, text] of allowed) {
  test(`allowed in ${path}: ${text}`, () => assert.deepEqual(flaws(path, text), []));
}

test("every ban says what to use instead, and every exception exists and has a reason", () => {
  for (const { call, instead, allowed: exceptions = [] } of bans) {
    assert.ok(instead.length > 10, call);
    for (const { path, reason } of exceptions) assert.ok(existsSync(path) && reason.length > 10, path);
  }
});
