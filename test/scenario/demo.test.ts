// `portcullis demo` as a user meets it: it starts, every line that it prints does what stands behind it, and
// a signal leaves nothing behind.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { demoPorts, startDemo, stopAll, tryPrintedLines } from "../harness/demo.ts";
import { startProgram, testFolder } from "../harness/program.ts";

test("every line of the demo answers as printed", async (t) => {
  const env = await demoPorts();
  const [demo, cwd] = await startDemo(t, env);
  const lines = await tryPrintedLines(demo, cwd);
  const isAround = (line: string): boolean => line.includes(`:${env["PORTCULLIS_DEMO_STOCK_PORT"]}/`);

  await t.test("and one goes around the gateway, to a backend that refuses it", () => {
    assert.equal(lines.filter(isAround).length, 1);
  });

  await t.test("and left its access line in the file that the banner names", async () => {
    const file = join(cwd, /tail -f (\S+)/.exec(demo.stdout)?.[1] ?? "");
    const isOther = (line: string): boolean => /\/readyz|\/metrics/.test(line) || isAround(line);
    const forwarded = lines.filter((line) => !isOther(line)).length;
    const read = () => readFileSync(file, "utf8").trimEnd().split("\n");
    await demo.until(() => read().length >= forwarded, "written");
    const accessLines = read().map((line) => JSON.parse(line));
    assert.equal(accessLines.length, forwarded);
    assert.ok(accessLines.some(({ reason }) => reason === "sinkpool-hit"));
    assert.ok(accessLines.some(({ member, status }) => member !== undefined && status === 201));
  });

  await t.test("and what the WAF refused stands in its own log", async () => {
    const file = join(cwd, /tail -f (\S+waf\.log)/.exec(demo.stdout)?.[1] ?? "");
    const read = () => readFileSync(file, "utf8");
    await demo.until(() => read().includes("110300"), "written");
    const refused = lines.filter((line) => line.endsWith("# 403") && !isAround(line));
    assert.equal(refused.length, 1);
  });

  await t.test("and a signal stops all of it at once", async () => {
    await stopAll(demo);
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
