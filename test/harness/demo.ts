// `portcullis demo` on ports of its own, and the attempts that it prints.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  type Cleanup,
  freePorts,
  type Program,
  type ProgramOptions,
  startProgram,
  testFolder,
} from "./program.ts";

const run = promisify(execFile);

const VARIABLES = [
  "PORTCULLIS_DEMO_PORT",
  "PORTCULLIS_DEMO_HTTPS_PORT",
  "PORTCULLIS_DEMO_PRIVATE_PORT",
  "PORTCULLIS_DEMO_ADMIN_PORT",
  "PORTCULLIS_DEMO_ORDERS_PORT",
  "PORTCULLIS_DEMO_STOCK_PORT",
];

export async function demoPorts(): Promise<Record<string, string>> {
  const ports = await freePorts(VARIABLES.length);
  return Object.fromEntries(VARIABLES.map((variable, i) => [variable, String(ports[i])]));
}

/** Starts it in a folder of its own, which comes with it, and waits until it is ready. */
export async function startDemo(
  t: Cleanup,
  env: Record<string, string>,
  options: Pick<ProgramOptions, "launcher"> = {},
): Promise<[Program, string]> {
  const cwd = testFolder(t);
  const demo = startProgram(t, ["demo"], { ...options, cwd, env });
  await demo.until(({ stdout }) => stdout.includes("Ctrl-C"), "ready");
  return [demo, cwd];
}

/** Sends every line that it prints, and claims the status that stands behind it. Gives back the lines. */
export async function tryPrintedLines(demo: Program, cwd: string): Promise<string[]> {
  const lines = demo.stdout.split("\n").filter((line) => line.startsWith("  curl "));
  assert.ok(lines.length >= 6, demo.stdout);
  for (const line of lines) {
    const expected = /# ([0-9]{3})$/.exec(line)?.[1];
    const { stdout } = await run("sh", ["-c", line], { cwd });
    const status = /^HTTP\/(?:1\.1|2) (?!100)([0-9]{3})/m.exec(stdout)?.[1];
    assert.equal(status, expected, `${line}\n${stdout}`);
  }
  return lines;
}

/** Ends it by SIGTERM, and claims that nothing of it answers any more. */
export async function stopAll(demo: Program): Promise<void> {
  demo.kill("SIGTERM");
  assert.deepEqual(await demo.ended, { code: 0, signal: null });
  assert.equal(demo.stderr, "");
  const urls = demo.stdout.match(/https?:\/\/127\.0\.0\.1:[0-9]+/g) ?? [];
  for (const url of new Set(urls)) await assert.rejects(fetch(url), `${url} still answers`);
}
