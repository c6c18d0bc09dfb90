import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { AccessSink, type DrainableRing } from "./access-sink.ts";
import { createLog } from "./log.ts";

/** A ring in shared memory, whose pieces split wherever the test wants. */
function fakeRing(splitAt = Number.POSITIVE_INFINITY): DrainableRing & { push(text: string): void } {
  let held = new Uint8Array(new SharedArrayBuffer(0));
  const take = (bytes: Uint8Array): void => {
    held = new Uint8Array(new SharedArrayBuffer(bytes.length));
    held.set(bytes);
  };
  return {
    push: (text) => take(Buffer.concat([held, Buffer.from(text)])),
    peek: () => [held.subarray(0, splitAt), held.subarray(splitAt)].filter((piece) => piece.length > 0),
    consume: (bytes) => take(held.subarray(bytes)),
  };
}

function fixture(t: { after(callback: () => void): void }) {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-sink-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const logged: string[] = [];
  const state = { errors: 0 };
  const sink = new AccessSink({
    log: createLog("test", { write: (text) => logged.push(text), isHuman: false }),
    onWriteError: () => state.errors++,
  });
  return { folder, sink, logged, state };
}

const until = async (claim: () => boolean): Promise<void> => {
  const deadlineMs = performance.now() + 5000;
  while (!claim()) {
    assert.ok(performance.now() < deadlineMs, "it did not come true within 5 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

test("writes the lines of every ring to the file, whole ones only", async (t) => {
  const { folder, sink } = fixture(t);
  const file = join(folder, "access.log");
  const rings = [fakeRing(3), fakeRing()];
  for (const [worker, ring] of rings.entries()) sink.addRing(worker, ring);
  await sink.use(file);
  for (let i = 0; i < 50; i++) {
    for (const [worker, ring] of rings.entries()) ring.push(`line ${i} of ${worker}\n`);
    if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(await sink.stop(1000), true);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  assert.equal(lines.length, 100);
  for (const line of lines) assert.match(line, /^line \d+ of [01]$/);
});

test("goes on in a new file after a rename and a request to reopen", async (t) => {
  const { folder, sink } = fixture(t);
  const file = join(folder, "access.log");
  const ring = fakeRing();
  sink.addRing(0, ring);
  await sink.use(file);
  ring.push("before\n");
  await until(() => ring.peek().length === 0);
  renameSync(file, `${file}.1`);
  sink.reopen();
  await until(() => {
    try {
      return readFileSync(file, "utf8") === "";
    } catch {
      return false;
    }
  });
  ring.push("after\n");
  await sink.stop(1000);
  assert.equal(readFileSync(`${file}.1`, "utf8"), "before\n");
  assert.equal(readFileSync(file, "utf8"), "after\n");
});

test("moves to another file when the configuration names one", async (t) => {
  const { folder, sink } = fixture(t);
  const ring = fakeRing();
  sink.addRing(0, ring);
  await sink.use(join(folder, "a"));
  ring.push("a\n");
  await until(() => ring.peek().length === 0);
  await sink.use(join(folder, "b"));
  ring.push("b\n");
  await sink.stop(1000);
  assert.equal(readFileSync(join(folder, "a"), "utf8"), "a\n");
  assert.equal(readFileSync(join(folder, "b"), "utf8"), "b\n");
});

test("refuses a sink that cannot be opened and keeps the one it has", async (t) => {
  const { folder, sink } = fixture(t);
  const ring = fakeRing();
  sink.addRing(0, ring);
  await sink.use(join(folder, "a"));
  await assert.rejects(sink.use(join(folder, "none", "b")), { code: "ENOENT" });
  ring.push("a\n");
  await sink.stop(1000);
  assert.equal(readFileSync(join(folder, "a"), "utf8"), "a\n");
});

test("keeps lines while the disk is full, says so once, and writes them to the next sink", async (t) => {
  const { folder, sink, logged, state } = fixture(t);
  const ring = fakeRing();
  sink.addRing(0, ring);
  await sink.use("/dev/full");
  ring.push("kept\n");
  await until(() => state.errors >= 2);
  assert.equal(logged.length, 1);
  assert.match(logged[0] ?? "", /ENOSPC/);
  await sink.use(join(folder, "a"));
  await until(() => logged.length === 2);
  await sink.stop(1000);
  assert.equal(readFileSync(join(folder, "a"), "utf8"), "kept\n");
});

test("gives up flushing at its deadline, and says that lines are left", async (t) => {
  const { sink } = fixture(t);
  const ring = fakeRing();
  sink.addRing(0, ring);
  await sink.use("/dev/full");
  ring.push("lost\n");
  assert.equal(await sink.stop(100), false);
});
