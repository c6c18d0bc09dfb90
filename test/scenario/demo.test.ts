// `portcullis demo` as a user meets it: it starts, every line that it prints does what stands behind it, and
// a signal leaves nothing behind.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { freePorts, type Program, startProgram, testFolder } from "../harness/program.ts";

const run = promisify(execFile);

const VARIABLES = [
  "PORTCULLIS_DEMO_PORT",
  "PORTCULLIS_DEMO_PRIVATE_PORT",
  "PORTCULLIS_DEMO_ADMIN_PORT",
  "PORTCULLIS_DEMO_ORDERS_PORT",
  "PORTCULLIS_DEMO_STOCK_PORT",
];

async function demoPorts(): Promise<Record<string, string>> {
  const ports = await freePorts(VARIABLES.length);
  return Object.fromEntries(VARIABLES.map((variable, i) => [variable, String(ports[i])]));
}

async function startDemo(t: TestContext, env: Record<string, string>): Promise<[Program, string]> {
  const cwd = testFolder(t);
  const demo = startProgram(t, ["demo"], { cwd, env });
  await demo.until(({ stdout }) => stdout.includes("Ctrl-C"), "ready");
  return [demo, cwd];
}

test("every line of the demo answers as printed", async (t) => {
  const [demo, cwd] = await startDemo(t, await demoPorts());
  const lines = demo.stdout.split("\n").filter((line) => line.startsWith("  curl "));
  assert.ok(lines.length >= 6, demo.stdout);
  for (const line of lines) {
    const expected = /# ([0-9]{3})$/.exec(line)?.[1];
    const { stdout } = await run("sh", ["-c", line], { cwd });
    const status = /^HTTP\/1\.1 (?!100)([0-9]{3})/m.exec(stdout)?.[1];
    assert.equal(status, expected, `${line}\n${stdout}`);
  }

  await t.test("and left its access line in the file that the banner names", async () => {
    const file = join(cwd, /tail -f (\S+)/.exec(demo.stdout)?.[1] ?? "");
    const forwarded = lines.filter((line) => !line.includes("/readyz") && !line.includes("/metrics")).length;
    const read = () => readFileSync(file, "utf8").trimEnd().split("\n");
    await demo.until(() => read().length >= forwarded, "written");
    const accessLines = read().map((line) => JSON.parse(line));
    assert.equal(accessLines.length, forwarded);
    assert.ok(accessLines.some(({ reason }) => reason === "sinkpool-hit"));
    assert.ok(accessLines.some(({ member, status }) => member !== undefined && status === 201));
  });

  await t.test("and a signal stops all of it at once", async () => {
    demo.kill("SIGTERM");
    assert.deepEqual(await demo.ended, { code: 0, signal: null });
    assert.equal(demo.stderr, "");
    const urls = demo.stdout.match(/http:\/\/127\.0\.0\.1:[0-9]+/g) ?? [];
    for (const url of new Set(urls)) await assert.rejects(fetch(url), `${url} still answers`);
  });
});

test("the demo takes the next free port where a usual one is taken, and says so", async (t) => {
  const { PORTCULLIS_DEMO_PORT: _, ...env } = await demoPorts();
  const blocker = createServer();
  // Where something else holds the usual port already, the demo has to move on as well.
  await new Promise((resolve) =>
    blocker.once("error", resolve).listen(8080, "127.0.0.1", () => resolve(undefined)),
  );
  t.after(() => blocker.close());
  const [demo] = await startDemo(t, env);
  const port = /Port 8080 is taken; the demo uses ([0-9]+) for public/.exec(demo.stdout)?.[1];
  assert.ok(port !== undefined, demo.stdout);
  assert.equal((await fetch(`http://127.0.0.1:${port}/external/orders`)).status, 200);
  demo.kill("SIGINT");
  assert.equal((await demo.ended).code, 0);
});

test("the demo refuses a port that the environment names and something else holds", async (t) => {
  const env = await demoPorts();
  const blocker = createServer();
  await new Promise((resolve) =>
    blocker.listen(Number(env["PORTCULLIS_DEMO_PORT"]), "127.0.0.1", () => resolve(undefined)),
  );
  t.after(() => blocker.close());
  const demo = startProgram(t, ["demo"], { cwd: testFolder(t), env });
  assert.equal((await demo.ended).code, 69);
  assert.match(demo.stderr, /PORTCULLIS_DEMO_PORT names port [0-9]+, which is taken/);
});
