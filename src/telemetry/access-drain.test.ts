import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { AccessDrain, type DrainableRing } from "./access-drain.ts";
import { createLog } from "./log.ts";
import type { FileSpec } from "./sink-spec.ts";

const file = (path: string, change: Partial<FileSpec> = {}): FileSpec => {
  return { kind: "file", path, rotate: undefined, whenFull: "wait", spoolBytes: 2 ** 20, ...change };
};

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
  const state = { errors: 0, dropped: 0 };
  const drain = new AccessDrain({
    log: createLog("test", { write: (text) => logged.push(text), isHuman: false }),
    onWriteError: () => state.errors++,
    onDropped: (_sink, lines) => {
      state.dropped += lines;
    },
  });
  return { folder, drain, logged, state };
}

const until = async (claim: () => boolean): Promise<void> => {
  const deadlineMs = performance.now() + 5000;
  while (!claim()) {
    assert.ok(performance.now() < deadlineMs, "it did not come true within 5 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

test("writes the lines of every ring to the file, whole ones only", async (t) => {
  const { folder, drain } = fixture(t);
  const path = join(folder, "access.log");
  const rings = [fakeRing(3), fakeRing()];
  for (const [worker, ring] of rings.entries()) drain.addRing(worker, ring);
  await drain.use([file(path)]);
  for (let i = 0; i < 50; i++) {
    for (const [worker, ring] of rings.entries()) ring.push(`line ${i} of ${worker}\n`);
    if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(await drain.stop(1000), true);
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  assert.equal(lines.length, 100);
  for (const line of lines) assert.match(line, /^line \d+ of [01]$/);
});

test("goes on in a new file after a rename and a request to reopen", async (t) => {
  const { folder, drain } = fixture(t);
  const path = join(folder, "access.log");
  const ring = fakeRing();
  drain.addRing(0, ring);
  await drain.use([file(path)]);
  ring.push("before\n");
  await until(() => ring.peek().length === 0);
  renameSync(path, `${path}.1`);
  drain.reopen();
  await until(() => {
    try {
      return readFileSync(path, "utf8") === "";
    } catch {
      return false;
    }
  });
  ring.push("after\n");
  await drain.stop(1000);
  assert.equal(readFileSync(`${path}.1`, "utf8"), "before\n");
  assert.equal(readFileSync(path, "utf8"), "after\n");
});

test("moves to another file when the configuration names one", async (t) => {
  const { folder, drain } = fixture(t);
  const ring = fakeRing();
  drain.addRing(0, ring);
  await drain.use([file(join(folder, "a"))]);
  ring.push("a\n");
  await until(() => ring.peek().length === 0);
  await drain.use([file(join(folder, "b"))]);
  ring.push("b\n");
  await drain.stop(1000);
  assert.equal(readFileSync(join(folder, "a"), "utf8"), "a\n");
  assert.equal(readFileSync(join(folder, "b"), "utf8"), "b\n");
});

test("refuses a drain that cannot be opened and keeps the one it has", async (t) => {
  const { folder, drain } = fixture(t);
  const ring = fakeRing();
  drain.addRing(0, ring);
  await drain.use([file(join(folder, "a"))]);
  await assert.rejects(drain.use([file(join(folder, "none", "b"))]), { code: "ENOENT" });
  ring.push("a\n");
  await drain.stop(1000);
  assert.equal(readFileSync(join(folder, "a"), "utf8"), "a\n");
});

test("keeps lines while the disk is full, says so once, and writes them to the next drain", async (t) => {
  const { folder, drain, logged, state } = fixture(t);
  const ring = fakeRing();
  drain.addRing(0, ring);
  await drain.use([file("/dev/full")]);
  ring.push("kept\n");
  await until(() => state.errors >= 2);
  assert.equal(logged.length, 1);
  assert.match(logged[0] ?? "", /ENOSPC/);
  await drain.use([file(join(folder, "a"))]);
  await until(() => logged.length === 2);
  await drain.stop(1000);
  assert.equal(readFileSync(join(folder, "a"), "utf8"), "kept\n");
});

test("gives up flushing at its deadline, and says that lines are left", async (t) => {
  const { drain } = fixture(t);
  const ring = fakeRing();
  drain.addRing(0, ring);
  await drain.use([file("/dev/full")]);
  ring.push("lost\n");
  assert.equal(await drain.stop(100), false);
});

test("gives every line to every sink, and goes on where one of them is taken away", async (t) => {
  const { folder, drain } = fixture(t);
  const ring = fakeRing();
  drain.addRing(0, ring);
  await drain.use([file(join(folder, "a")), file(join(folder, "b"))]);
  ring.push("1\n");
  await until(() => ring.peek().length === 0);
  await drain.use([file(join(folder, "b"))]);
  ring.push("2\n");
  await drain.stop(1000);
  assert.equal(readFileSync(join(folder, "a"), "utf8"), "1\n");
  assert.equal(readFileSync(join(folder, "b"), "utf8"), "1\n2\n");
});

test("a sink that drops holds nobody up: what does not fit is counted, and said where it is missing", async (t) => {
  const { folder, drain, state } = fixture(t);
  const ring = fakeRing();
  drain.addRing(0, ring);
  const fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  // Opened for both ways, the writing end opens at once; nobody reads before the test does.
  const reader = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  t.after(() => closeSync(reader));
  await drain.use([file(join(folder, "a")), file(fifo, { whenFull: "drop", spoolBytes: 100_000 })]);
  const text = `${"x".repeat(999)}\n`;
  for (let i = 0; i < 20; i++) {
    ring.push(text.repeat(50));
    await until(() => ring.peek().length === 0);
  }
  assert.equal(readFileSync(join(folder, "a"), "utf8").length, 1_000_000);
  assert.ok(state.dropped > 0);
  const size = 2_000_000;
  const fifoText: string[] = [];
  const bytes = Buffer.alloc(size);
  const seen = (): string => {
    try {
      const count = readSync(reader, bytes, 0, size, null);
      fifoText.push(bytes.toString("latin1", 0, count));
    } catch {
      // nothing there at the moment
    }
    return fifoText.join("");
  };
  await until(() => seen().includes("access-lines-dropped"));
  const [told] = seen()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  const { count, sink } = JSON.parse(told ?? "{}");
  assert.equal(count, state.dropped);
  assert.equal(sink, `file:${fifo}`);
  const written = seen()
    .split("\n")
    .filter((line) => line.startsWith("x")).length;
  assert.equal(written + state.dropped, 1000);
  await drain.stop(2000);
});

test("a sink that drops gets no more at once than its spool has room for", async (t) => {
  const { folder, drain } = fixture(t);
  const ring = fakeRing();
  drain.addRing(0, ring);
  const path = join(folder, "a");
  await drain.use([file(path, { whenFull: "drop", spoolBytes: 65_536 })]);
  ring.push(`${"x".repeat(999)}\n`.repeat(200));
  await until(() => ring.peek().length === 0);
  await drain.stop(2000);
  assert.ok(readFileSync(path, "latin1").startsWith("xxx"));
});

test("rotates by size between lines, keeps the newest archives compressed, and loses no line", async (t) => {
  const { folder, drain } = fixture(t);
  const path = join(folder, "access.log");
  const ring = fakeRing();
  drain.addRing(0, ring);
  const rotate = { sizeBytes: 4096, ageMs: Number.POSITIVE_INFINITY, keep: 100, compress: true };
  await drain.use([file(path, { rotate })]);
  for (let i = 0; i < 60; i++) {
    ring.push(Array.from({ length: 20 }, (_, k) => `line ${i * 20 + k} ${"x".repeat(30)}\n`).join(""));
    await until(() => ring.peek().length === 0);
  }
  const archives = () => readdirSync(folder).filter((name) => name !== "access.log");
  await until(() => archives().length > 5 && archives().every((name) => name.endsWith(".gz")));
  await drain.stop(1000);
  const texts = archives()
    .toSorted()
    .map((name) => gunzipSync(readFileSync(join(folder, name))).toString());
  for (const text of texts) assert.ok(text.length <= 4096 && text.endsWith("\n"));
  const lines = [...texts, readFileSync(path, "utf8")].join("").trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => Number(line.split(" ")[1])),
    Array.from({ length: 1200 }, (_, i) => i),
  );
});

test("keeps as many archives as it is told, and rotates what is too old while no line comes", async (t) => {
  const { folder, drain } = fixture(t);
  const path = join(folder, "access.log");
  const ring = fakeRing();
  drain.addRing(0, ring);
  writeFileSync(join(folder, "access.log.20200101T000000000Z"), "old\n");
  writeFileSync(join(folder, "access.log.20210101T000000000Z.gz.part"), "half");
  writeFileSync(join(folder, "access.log.txt"), "of somebody else\n");
  const rotate = { sizeBytes: Number.POSITIVE_INFINITY, ageMs: 1000, keep: 1, compress: false };
  await drain.use([file(path, { rotate })]);
  ring.push("a\n");
  await until(() => readdirSync(folder).some((name) => /^access\.log\.202[6-9]/.test(name)));
  await until(() => readdirSync(folder).length === 3);
  await drain.stop(1000);
  const names = readdirSync(folder).toSorted();
  assert.deepEqual([names[0], names[2]], ["access.log", "access.log.txt"]);
  assert.equal(readFileSync(join(folder, names[1] ?? ""), "utf8"), "a\n");
});
