import assert from "node:assert/strict";
import { test } from "node:test";
import type { AccessRecord } from "./access-record.ts";
import { AccessWriter } from "./access-writer.ts";

const record = (requestId: string): AccessRecord => ({
  startedAtMs: 0,
  requestId,
  traceparent: "",
  listener: "",
  site: "",
  route: "",
  target: "",
  member: "",
  clientAddress: "",
  peerAddress: "",
  peerPort: 0,
  method: "",
  host: "",
  rawTarget: "",
  path: "",
  protocol: "",
  status: 200,
  endStage: "",
  reason: "",
  detail: "",
  requestBytes: 0,
  responseBytes: 0,
  totalMs: 0,
  upstreamMs: -1,
  attempts: 0,
  userAgent: "",
  referer: "",
});

/** A writer on a ring that takes `room` lines, and a clock that the test turns. */
function fixture(whenFullWaitMs: number, backlogLimitChars = 100_000) {
  const state = { room: 0, nowMs: 0, blocked: 0, released: 0, dropped: 0 };
  const lines: string[] = [];
  const ring = {
    push(line: string): boolean {
      if (state.room === 0) return false;
      state.room--;
      lines.push(line);
      return true;
    },
  };
  const writer = new AccessWriter({
    ring,
    worker: 0,
    counters: {
      accessLines: { add: () => undefined },
      accessLinesDropped: { add: (amount) => (state.dropped += amount) },
      accessLogBlocked: { add: (amount) => (state.blocked += amount) },
    },
    now: () => state.nowMs,
    wallClock: () => state.nowMs,
    backlogLimitChars,
  });
  writer.configure("n", whenFullWaitMs);
  writer.whenReleased(() => state.released++);
  const ids = (): string[] => lines.map((line) => JSON.parse(line).id ?? JSON.parse(line).event);
  return { writer, state, lines, ids };
}

test("passes lines straight to a ring with room", () => {
  const { writer, state, ids } = fixture(1000);
  state.room = 2;
  writer.write(record("a"));
  writer.write(record("b"));
  assert.deepEqual(ids(), ["a", "b"]);
  assert.equal(state.blocked, 0);
});

test("keeps lines in order while the ring is full, and holds the gateway meanwhile", () => {
  const { writer, state, ids } = fixture(1000);
  state.room = 1;
  for (const id of ["a", "b", "c"]) writer.write(record(id));
  assert.ok(writer.isBlocked);
  assert.deepEqual([state.blocked, state.released], [1, 0]);
  state.room = 1;
  writer.flush();
  assert.deepEqual(ids(), ["a", "b"]);
  assert.ok(writer.isBlocked);
  state.room = 5;
  writer.write(record("d"));
  assert.deepEqual(ids(), ["a", "b", "c", "d"]);
  assert.deepEqual([state.blocked, state.released], [1, 1]);
  assert.equal(state.dropped, 0);
});

test("lets traffic go on after the waiting time, and accounts for each line dropped", () => {
  const { writer, state, lines, ids } = fixture(1000);
  writer.write(record("a"));
  state.nowMs = 999;
  writer.flush();
  assert.ok(writer.isBlocked);
  state.nowMs = 1000;
  writer.flush();
  assert.deepEqual([state.blocked, state.released], [1, 1]);
  for (const id of ["b", "c", "d"]) writer.write(record(id));
  assert.equal(state.dropped, 3);
  state.room = 9;
  state.nowMs = 2000;
  writer.flush();
  writer.write(record("e"));
  assert.deepEqual(ids(), ["a", "access-lines-dropped", "e"]);
  assert.equal(JSON.parse(lines[1] ?? "").count, 3);
  assert.equal(JSON.parse(lines[1] ?? "").since, "1970-01-01T00:00:01.000Z");
  assert.ok(!writer.hasBacklog);
});

test("waits anew when a ring that had recovered fills again", () => {
  const { writer, state } = fixture(1000);
  writer.write(record("a"));
  state.room = 9;
  writer.flush();
  state.room = 0;
  state.nowMs = 5000;
  writer.write(record("b"));
  assert.deepEqual([state.blocked, state.released], [2, 1]);
  writer.close();
});

test("waits anew at once when the ring fills with what had waited", () => {
  const { writer, state, ids } = fixture(1000);
  writer.write(record("a"));
  state.room = 1;
  writer.write(record("b"));
  assert.ok(writer.isBlocked);
  state.room = 1;
  writer.flush();
  assert.deepEqual(ids(), ["a", "b"]);
  assert.deepEqual([state.blocked, state.released], [2, 2]);
});

test("waits for ever where audit demands it", () => {
  const { writer, state } = fixture(Number.POSITIVE_INFINITY);
  writer.write(record("a"));
  state.nowMs = 1e12;
  writer.flush();
  assert.ok(writer.isBlocked);
  assert.equal(state.dropped, 0);
  writer.close();
});

test("does not wait at all where the waiting time is zero", () => {
  const { writer, state, ids } = fixture(0);
  writer.write(record("a"));
  assert.ok(!writer.isBlocked);
  state.room = 9;
  writer.write(record("b"));
  assert.deepEqual(ids(), ["a", "b"]);
  assert.equal(state.blocked, 0);
});

test("drops and counts what does not fit its own backlog", () => {
  const { writer, state, ids } = fixture(1000, 300);
  for (let i = 0; i < 10; i++) writer.write(record(`r${i}`));
  assert.ok(state.dropped >= 7);
  state.room = 99;
  writer.flush();
  assert.equal(ids().at(-1), "access-lines-dropped");
});

test("retries by itself until the ring has room", async () => {
  const { writer, state, ids } = fixture(60_000);
  writer.write(record("a"));
  state.room = 1;
  while (writer.isBlocked) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(ids(), ["a"]);
});

test("settles what it keeps before its thread ends, if the ring empties in time", async () => {
  const { writer, state, ids } = fixture(60_000);
  writer.write(record("a"));
  writer.write(record("b"));
  setTimeout(() => {
    state.room = 2;
  }, 20);
  await writer.settle(Number.POSITIVE_INFINITY);
  assert.deepEqual(ids(), ["a", "b"]);
});
