import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { collectNode, ROOT } from "./node-process.ts";

test("the root is the repository's", () => {
  assert.ok(existsSync(join(ROOT, "package-lock.json")));
});

test("the exit code and both streams are collected", async () => {
  const script = "console.log('out'); console.error('err'); process.exitCode = 3;";
  const { exitCode, output } = await collectNode(process.execPath, ["-e", script]);
  assert.equal(exitCode, 3);
  assert.deepEqual(output.split("\n").toSorted(), ["err", "out"]);
});

test("an end by a signal is a failure", async () => {
  const { exitCode } = await collectNode(process.execPath, ["-e", "process.kill(process.pid, 'SIGKILL')"]);
  assert.equal(exitCode, 1);
});

test("a script runs in the root, whatever the caller's directory", async () => {
  const { output } = await collectNode(process.execPath, ["-p", "process.cwd()"]);
  assert.equal(join(output, "/"), ROOT);
});

test("a runtime that does not exist is an error, not a failure of the script", async () => {
  await assert.rejects(collectNode("/nonexistent/node", []), /ENOENT/);
});
