import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { cpuBetween, readCpu } from "./process-cpu.ts";

const isLinux = process.platform === "linux";

test("the CPU time of a process holds that of its children", { skip: !isLinux }, async () => {
  const script = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; read line";
  const child = spawn("sh", ["-c", `sh -c '${script}'; :`], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const reading = readCpu(child.pid ?? 0);
  child.stdin.end("\n");
  await once(child, "exit");
  assert.equal(reading.pids.length, 2);
  assert.ok(reading.userMicros > 20_000, `${reading.userMicros} µs`);
});

test("readings of different processes are not compared", () => {
  const before = { userMicros: 1, systemMicros: 1, pids: [1] };
  assert.throws(() => cpuBetween(before, { ...before, pids: [1, 2] }), /changed/);
});
