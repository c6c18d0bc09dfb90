import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { memoryDuring } from "./resident-memory.ts";

const MIB = 1024 * 1024;
const SCRIPT = `process.stdin.once("data", () => {
  globalThis.held = Buffer.alloc(${64 * MIB}, 1);
  setTimeout(() => console.log("held"), 100);
}); console.log("ready");`;

test("the memory that a process takes meanwhile is seen", {
  skip: process.platform !== "linux",
}, async () => {
  const child = spawn(process.execPath, ["-e", SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const { startBytes, peakBytes, endBytes } = await memoryDuring(child.pid ?? 0, async () => {
    child.stdin.write("go\n");
    await once(child.stdout, "data");
  });
  child.kill("SIGKILL");
  assert.ok(peakBytes - startBytes > 56 * MIB, `${startBytes} → ${peakBytes}`);
  assert.ok(peakBytes >= endBytes);
});
