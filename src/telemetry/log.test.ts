import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog, errorDetails, type LogOptions } from "./log.ts";

function capture(options: Partial<LogOptions>): { lines: string[]; log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  const log = createLog("control", {
    write: (text) => lines.push(text),
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    isHuman: false,
    ...options,
  });
  return { lines, log };
}

test("writes one JSON object per line for machines", () => {
  const { lines, log } = capture({});
  log.warn('a "quoted"\nmessage', { count: 2, ok: true, file: "é.yaml", nothing: undefined });
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /^[ -~]+\n$/);
  assert.deepEqual(JSON.parse(lines[0] ?? ""), {
    ts: "2026-01-02T03:04:05.006Z",
    level: "warn",
    thread: "control",
    message: 'a "quoted"\nmessage',
    count: 2,
    ok: true,
    file: "é.yaml",
  });
});

test("writes plain text for people, without control characters", () => {
  const { lines, log } = capture({ isHuman: true });
  log.info("listening\x1b[2J", { address: "127.0.0.1:80", note: "two words" });
  assert.deepEqual(lines, ['03:04:05.006 info  listening\\u001b[2J address=127.0.0.1:80 note="two words"\n']);
});

test("leaves out what is below its level", () => {
  const { lines, log } = capture({ level: "warn" });
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  assert.equal(lines.length, 2);
});

test("keeps the stack of an error, and the text of anything else thrown", () => {
  assert.equal(errorDetails(new Error("boom"))["error"], "boom");
  assert.match(String(errorDetails(new Error("boom"))["stack"]), /log\.test/);
  assert.deepEqual(errorDetails("odd"), { error: "odd" });
});
