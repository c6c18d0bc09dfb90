import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { AccessLog } from "./access-log.ts";

const directory = mkdtempSync(join(tmpdir(), "portcullis-access-log-"));
after(() => rmSync(directory, { recursive: true }));

let files = 0;

function newLog(content: string): { readonly file: string; readonly log: AccessLog } {
  const file = join(directory, `${files++}.log`);
  writeFileSync(file, content);
  return { file, log: new AccessLog(file, { restMs: 300, patienceMs: 2_000 }) };
}

test("lines that come late are waited for, and the rest that comes with them", async () => {
  const { file, log } = newLog("one\n");
  const settled = log.settledLines(2);
  await sleep(600);
  appendFileSync(file, "two\nthr");
  await sleep(100);
  appendFileSync(file, "ee\n");
  assert.equal(await settled, 3);
});

test("a log that stays too short is given up, with what it has", async () => {
  assert.equal(await newLog("one\n").log.settledLines(2), 1);
});

test("an emptied log is counted anew", async () => {
  const { file, log } = newLog("one\ntwo\n");
  assert.equal(await log.settledLines(2), 2);
  log.empty();
  assert.equal(await log.settledLines(0), 0);
  appendFileSync(file, "three\n");
  assert.equal(await log.settledLines(1), 1);
});
