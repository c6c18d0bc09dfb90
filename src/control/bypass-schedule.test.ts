import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { BackendReport, BypassReport, Outcome, ProbeResult, Verdict } from "#posture/bypass-report.ts";
import type { AuditKind } from "#posture/bypass-state.ts";
import { BypassSchedule } from "./bypass-schedule.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SPEC = { lightMs: HOUR_MS, fullMs: 23 * HOUR_MS, onChange: true };

let nowMs: number;
let runs: AuditKind[];
let lines: string[];
let answer: (kind: AuditKind) => Promise<BypassReport>;
let kept: Map<string, string>;
let schedule: BypassSchedule;

const probe = (id: ProbeResult["id"], outcome: Outcome): ProbeResult => ({
  ...{ id, title: "", vantage: "gateway host", outcome },
  attempts: [],
});

function report(
  verdict: Verdict,
  probes: readonly ProbeResult[] = [],
  reasons: readonly string[] = [],
): BypassReport {
  const at = (ms: number): string => new Date(ms).toISOString();
  const place = { file: "", line: 1, column: 1 };
  const backend: BackendReport = {
    ...{ pool: "orders", member: "http://10.0.0.1", address: "10.0.0.1", place },
    ...{ verdict, reasons, probes, requests: 3 },
  };
  return {
    format: "portcullis-bypass-audit/1",
    ...{ id: `${nowMs}`, node: "n", version: "0", configurationHash: "", vantages: [] },
    ...{ startedAt: at(nowMs), finishedAt: at(nowMs), validUntil: at(nowMs + 24 * HOUR_MS) },
    backends: [backend],
  };
}

/** As a light audit sees a backend that lets nobody in. */
const held = (): BypassReport =>
  report("unknown", [
    probe("P14", "noted"),
    probe("P3", "refused"),
    probe("P7", "refused"),
    probe("P14", "noted"),
  ]);

beforeEach(() => {
  [nowMs, runs, lines, kept] = [1_800_000_000_000, [], [], new Map()];
  answer = (kind) => Promise.resolve(kind === "full" ? report("proven-closed") : held());
  schedule = made();
});

afterEach(() => schedule.close());

function made(): BypassSchedule {
  const line = (_message: string, details?: object): void => {
    lines.push(JSON.stringify(details));
  };
  return new BypassSchedule({
    log: { info: line, warn: line, error: line },
    audit: (kind) => {
      runs.push(kind);
      return answer(kind);
    },
    store: () => ({
      get: async (name) => kept.get(name),
      set: async (name, value) => void kept.set(name, value),
    }),
    nowMs: () => nowMs,
  });
}

/** Looks each minute, as long as this. */
async function pass(ms: number): Promise<void> {
  for (const endMs = nowMs + ms; nowMs < endMs; nowMs += MINUTE_MS) {
    schedule.look();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const verdict = (): Verdict | undefined => schedule.states[0]?.verdict;

describe("audits by schedule", () => {
  it("makes none where none is asked for", async () => {
    schedule.use(undefined);
    await pass(24 * HOUR_MS);
    assert.deepEqual(runs, []);
  });

  it("makes a full one, then light ones each hour, and a full one before a day is over", async () => {
    schedule.use(SPEC);
    await pass(5 * MINUTE_MS);
    assert.deepEqual(runs, ["full"]);
    assert.equal(verdict(), "proven-closed");
    await pass(3 * HOUR_MS);
    assert.deepEqual(runs, ["full", "light", "light", "light"].slice(0, runs.length));
    assert.equal(runs.length, 4);
    await pass(21 * HOUR_MS);
    assert.equal(runs.filter((kind) => kind === "full").length, 2);
    assert.equal(verdict(), "proven-closed");
  });

  it("makes a full one after another configuration, and not after the first", async () => {
    schedule.use(SPEC);
    await pass(5 * MINUTE_MS);
    schedule.use(SPEC);
    await pass(5 * MINUTE_MS);
    schedule.use({ ...SPEC, onChange: false });
    await pass(5 * MINUTE_MS);
    assert.deepEqual(runs, ["full", "full"]);
  });

  it("tries again after the time of a light one, where one could not be made", async () => {
    answer = () => Promise.reject(new Error("no configuration"));
    schedule.use(SPEC);
    await pass(2 * HOUR_MS);
    assert.equal(runs.length, 2);
    assert.match(lines[0] ?? "", /no configuration/);
    assert.deepEqual(schedule.states, []);
  });

  it("runs one at a time", async () => {
    const { promise, resolve } = Promise.withResolvers<BypassReport>();
    answer = () => promise;
    schedule.use(SPEC);
    await pass(5 * HOUR_MS);
    assert.equal(runs.length, 1);
    resolve(report("proven-closed"));
    await pass(MINUTE_MS);
    assert.equal(verdict(), "proven-closed");
  });
});

describe("what is known of a backend", () => {
  it("is worse where a light audit got in, and as it was where the next one does not", async () => {
    schedule.use(SPEC);
    await pass(5 * MINUTE_MS);
    answer = () => Promise.resolve(report("open", [], ["P3: the canary: answers 200"]));
    await pass(HOUR_MS);
    assert.equal(verdict(), "open");
    assert.match(lines.at(-1) ?? "", /"from":"proven-closed","to":"open","reason":"P3: the canary/);
    answer = () => Promise.resolve(held());
    await pass(HOUR_MS);
    assert.equal(verdict(), "proven-closed");
    assert.equal(lines.length, 3);
  });

  it("stays open where a full audit found what light ones do not look for", async () => {
    answer = (kind) => Promise.resolve(kind === "full" ? report("open", [], ["P2: port 8080"]) : held());
    schedule.use(SPEC);
    await pass(3 * HOUR_MS);
    assert.equal(verdict(), "open");
  });

  it("stays open where a light audit cannot see, or cannot resolve the member", async () => {
    answer = () => Promise.resolve(report("open", [], ["P2: port 8080"]));
    schedule.use(SPEC);
    await pass(5 * MINUTE_MS);
    answer = () => Promise.resolve(report("unknown", [probe("P14", "undecided")], ["P14: the canary: 503"]));
    await pass(HOUR_MS);
    assert.deepEqual([verdict(), schedule.states[0]?.reasons], ["open", ["P2: port 8080"]]);
    answer = () => {
      const { backends, ...rest } = report("unknown", [], ["it does not resolve"]);
      return Promise.resolve({ ...rest, backends: backends.map((each) => ({ ...each, address: "" })) });
    };
    await pass(2 * HOUR_MS);
    const shown = schedule.states.map(({ address, verdict: own }) => `${address} ${own}`);
    assert.deepEqual(shown.toSorted(), [" unknown", "10.0.0.1 open"]);
    answer = () => Promise.resolve({ ...held(), backends: [] });
    await pass(HOUR_MS);
    assert.deepEqual(schedule.states, [], "the member is gone");
  });

  it("is unknown where the gateway's own request does not get in", async () => {
    schedule.use(SPEC);
    await pass(5 * MINUTE_MS);
    answer = () => Promise.resolve(report("unknown", [probe("P14", "undecided")], ["P14: the canary: 503"]));
    await pass(HOUR_MS);
    assert.deepEqual([verdict(), schedule.states[0]?.reasons], ["unknown", ["P14: the canary: 503"]]);
  });

  it("is unknown after a day without a full audit, whatever light ones say", async () => {
    schedule.use({ ...SPEC, fullMs: 48 * HOUR_MS });
    await pass(25 * HOUR_MS);
    assert.equal(verdict(), "unknown");
    assert.match(schedule.states[0]?.reasons[0] ?? "", /proved it until/);
    const expired = lines.filter((line) =>
      /"from":"proven-closed","to":"unknown".*proved it until/.test(line),
    );
    assert.equal(expired.length, 1, "it is told once");
    const sinceMs = Date.parse(schedule.states[0]?.since ?? "");
    assert.ok(sinceMs < nowMs - 30 * MINUTE_MS, "since it expired, not since somebody asked");
  });

  it("is known again after a restart, and the next audit is made when it is due", async () => {
    schedule.use(SPEC);
    await pass(5 * MINUTE_MS);
    schedule.close();
    schedule = made();
    const store = { get: async (name: string) => kept.get(name), set: async () => undefined };
    await schedule.restore(store);
    schedule.use(SPEC);
    await pass(5 * MINUTE_MS);
    assert.deepEqual(runs, ["full"]);
    assert.equal(verdict(), "proven-closed");
    assert.equal(schedule.history.length, 1);
    assert.equal(schedule.report?.backends.length, 1);
  });

  it("leaves out a row of the store that is damaged, says so, and audits anew", async () => {
    schedule.use(SPEC);
    await pass(5 * MINUTE_MS);
    schedule.close();
    lines = [];
    for (const name of kept.keys()) kept.set(name, name.endsWith("report") ? "{" : '{"states":1}');
    schedule = made();
    await schedule.restore({ get: async (name: string) => kept.get(name), set: async () => undefined });
    assert.deepEqual([schedule.states, schedule.report], [[], undefined]);
    assert.equal(lines.filter((line) => line.includes("made anew")).length, 2);
    schedule.use(SPEC);
    await pass(5 * MINUTE_MS);
    assert.equal(verdict(), "proven-closed");
  });
});
