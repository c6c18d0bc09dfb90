import assert from "node:assert/strict";
import { test } from "node:test";
import { newRequestId } from "#kernel/request-id.ts";
import type { TurnWork, TurnWriter } from "#kernel/turn-work.ts";
import type { AccessRecord } from "./access-record.ts";
import { plainAccessRules } from "./access-rules.ts";
import { AccessWriter } from "./access-writer.ts";
import { isTraceSampled } from "./trace-context.ts";

const record = (requestId: string): AccessRecord => ({
  startedAtMs: 0,
  requestId,
  traceparent: "",
  spanId: "",
  parentSpanId: "",
  isTraceForeign: false,
  scheme: "http",
  listener: "",
  site: "",
  route: "",
  target: "",
  member: "",
  clientAddress: "",
  country: "",
  bot: "",
  botName: "",
  peerAddress: "",
  peerPort: 0,
  tlsVersion: "",
  serverName: "",
  ja4: "",
  method: "",
  host: "",
  rawTarget: "",
  path: "",
  protocol: "",
  status: 200,
  endStage: "",
  reason: "",
  detail: "",
  edgeRules: [],
  edgeRulesDry: [],
  shapedMs: 0,
  tags: [],
  wafPolicy: "",
  wafRules: [],
  apiCall: undefined,
  wafScore: -1,
  wafBodyInspected: false,
  requestBytes: 0,
  responseBytes: 0,
  totalMs: 0,
  upstreamMs: -1,
  forwardedAfterMs: -1,
  attempts: 0,
  grpcStatus: "",
  userAgent: "",
  referer: "",
  requestHeader: () => undefined,
  responseHeader: () => undefined,
});

/** A writer on a ring that takes `room` lines, and a clock that the test turns. */
function fixture(whenFullWaitMs: number, backlogLimitChars = 100_000, turn?: Pick<TurnWork, "joins">) {
  const state = { room: 0, nowMs: 0, blocked: 0, released: 0, dropped: 0, sampledOut: 0 };
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
      accessLinesSampledOut: { add: (amount) => (state.sampledOut += amount) },
      accessLinesDropped: { add: (amount) => (state.dropped += amount) },
      accessLogBlocked: { add: (amount) => (state.blocked += amount) },
    },
    now: () => state.nowMs,
    wallClock: () => state.nowMs,
    backlogLimitChars,
    ...(turn === undefined ? {} : { turn }),
  });
  writer.configure("n", { ...plainAccessRules, whenFullWaitMs });
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

test("lines that belong together go in one piece, or each by itself where there is no room for that", () => {
  const { writer, state, lines } = fixture(1000);
  state.room = 1;
  writer.writeLines(['{"id":"a"}', '{"id":"b"}']);
  assert.deepEqual(lines, ['{"id":"a"}\n{"id":"b"}\n']);
  writer.writeLines(['{"id":"c"}', '{"id":"d"}']);
  state.room = 1;
  writer.flush();
  assert.deepEqual(lines.slice(1), ['{"id":"c"}\n']);
  state.room = 1;
  writer.flush();
  assert.deepEqual(lines.slice(2), ['{"id":"d"}\n']);
  assert.equal(state.dropped, 0);
});

/** Where writes are gathered: `joined` are those that wait for the end of the turn. */
function gatheringTurn() {
  const joined: TurnWriter[] = [];
  const joins = (writer: TurnWriter): boolean => joined.push(writer) > 0;
  const end = (): void => {
    for (const writer of joined.splice(0)) writer.flush();
  };
  return { joins, joined, end };
}

test("lines of a turn in which writes are gathered go into the ring at its end, in one piece", () => {
  const turn = gatheringTurn();
  const { writer, state, lines } = fixture(1000, 100_000, turn);
  state.room = 2;
  writer.writeLine('{"id":"a"}\n');
  writer.writeLines(['{"id":"b"}', '{"id":"c"}']);
  assert.deepEqual([lines.length, writer.hasBacklog, turn.joined.length], [0, true, 1]);
  turn.end();
  assert.deepEqual(lines, ['{"id":"a"}\n{"id":"b"}\n{"id":"c"}\n']);
  assert.equal(writer.hasBacklog, false);
  writer.writeLine('{"id":"d"}\n');
  turn.end();
  assert.equal(lines.at(-1), '{"id":"d"}\n');
});

test("where the ring has no room for them at the end of the turn, they are kept in order, and none waits for a turn then", () => {
  const turn = gatheringTurn();
  const { writer, state, ids } = fixture(1000, 100_000, turn);
  for (const id of ["a", "b"]) writer.write(record(id));
  assert.equal(writer.isBlocked, false);
  turn.end();
  assert.ok(writer.isBlocked);
  writer.write(record("c"));
  assert.equal(turn.joined.length, 0);
  state.room = 9;
  writer.write(record("d"));
  assert.deepEqual(ids(), ["a", "b", "c", "d"]);
  assert.deepEqual([state.blocked, state.released, state.dropped], [1, 1, 0]);
});

test("what waits for the end of a turn is in the ring once the writer has settled, and only once", async () => {
  const turn = gatheringTurn();
  const { writer, state, lines } = fixture(1000, 100_000, turn);
  state.room = 9;
  writer.writeLines(['{"id":"a"}', '{"id":"b"}']);
  await writer.settle(1000);
  turn.end();
  assert.deepEqual(lines, ['{"id":"a"}\n{"id":"b"}\n']);
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

test("sampling keeps its share of the successes, and says it; the rest is counted", () => {
  const { writer, state, lines } = fixture(1000);
  state.room = 100_000;
  writer.configure("n", { ...plainAccessRules, sample: 0.1 });
  for (let i = 0; i < 20_000; i++) {
    const id = newRequestId();
    writer.write({ ...record(id), traceparent: `00-${id}-00f067aa0ba902b7-02` });
  }
  assert.ok(Math.abs(lines.length - 2000) < 250, String(lines.length));
  assert.ok(lines.every((line) => JSON.parse(line).sampleRate === 0.1));
  assert.equal(state.sampledOut, 20_000 - lines.length);
});

test("sampling of traces and of lines take different bits: counts are restored from both kinds of lines", () => {
  const { writer, state, lines } = fixture(1000);
  state.room = 100_000;
  writer.configure("n", { ...plainAccessRules, sample: 0.1 });
  for (let i = 0; i < 40_000; i++) {
    const id = newRequestId();
    const spanId = isTraceSampled(id, 0.2) ? "00f067aa0ba902b7" : "";
    writer.write({ ...record(id), spanId, traceparent: `00-${id}-00f067aa0ba902b7-02` });
  }
  const restored = lines.reduce((sum, line) => sum + 1 / (JSON.parse(line).sampleRate ?? 1), 0);
  assert.ok(Math.abs(restored - 40_000) < 3000, String(restored));
  assert.ok(lines.filter((line) => line.includes('"span":')).every((line) => !line.includes("sampleRate")));
});

for (const [what, change] of [
  ["a refusal", { endStage: "screen", reason: "banned", status: 200 }],
  ["an error of a backend", { status: 500 }],
  ["a mistake of a client", { status: 404 }],
  ["a connection closed unanswered", { status: 0 }],
  ["a slow success", { totalMs: 1000.1 }],
  ["a request of a sampled trace", { spanId: "00f067aa0ba902b7" }],
] as const) {
  test(`sampling keeps ${what}, and the line claims no rate`, () => {
    const { writer, state, lines } = fixture(1000);
    state.room = 1;
    writer.configure("n", { ...plainAccessRules, sample: 0 });
    writer.write(record("f".repeat(32)));
    writer.write({ ...record("f".repeat(32)), ...change });
    assert.equal(lines.length, 1);
    assert.equal(JSON.parse(lines[0] ?? "").sampleRate, undefined);
  });
}

test("a trace id that a stranger chose does not decide whether his requests are logged", () => {
  const { writer, state, lines } = fixture(1000);
  state.room = 10;
  writer.configure("n", { ...plainAccessRules, sample: 0.5 });
  const traceparent = `00-${"f".repeat(32)}-00f067aa0ba902b7-00`;
  const kept = { ...record("0".repeat(32)), traceparent };
  writer.write(kept);
  assert.equal(lines.length, 0);
  writer.write({ ...kept, isTraceForeign: true });
  assert.equal(lines.length, 1);
});
