import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { CallWindow } from "#guard/report-message.ts";
import { type GuardCounter, GuardReports } from "./guard-reports.ts";

const WINDOW_MS = 300_000;
const START_MS = 1_800_000_000_000;

let nowMs = START_MS;
let signed = 0;
let counted: [GuardCounter, number][] = [];
let lines: string[] = [];
let reports: GuardReports;

beforeEach(() => {
  [nowMs, signed, counted, lines] = [START_MS - 60_000, 0, [], []];
  reports = new GuardReports({
    log: { warn: (message) => lines.push(message) },
    signed: () => new Map([["orders", signed]]),
    count: (counter, amount) => counted.push([counter, amount]),
    nowMs: () => nowMs,
  });
});

afterEach(() => reports.close());

/** Signs at this rate a second, and looks every five, as a node does. */
function pass(seconds: number, perSecond: number): void {
  for (let s = 0; s < seconds; s += 5) {
    reports.sample();
    nowMs += 5000;
    signed += 5 * perSecond;
  }
}

let batch = 0;
const report = (accepted: number, guard = "one") =>
  reports.heard("orders", {
    ...{ guard, batch: `${batch++}`, sentMs: nowMs, refused: [], unlisted: 0 },
    windows: [{ startMs: START_MS, endMs: START_MS + WINDOW_MS, accepted, audits: 3, exempt: 0, refused: 0 }],
  });

const surplus = (): number =>
  counted.reduce((sum, [{ name }, amount]) => sum + (name === "surplus" ? amount : 0), 0);

describe("what guards took, beside what the node signed", () => {
  it("agrees where nothing else came in, whatever happens at the edges of the span", () => {
    pass(60 + 300 + 30, 2);
    report(600);
    reports.sample();
    const [window] = reports.windows;
    assert.deepEqual(window?.signed, { atLeast: 560, atMost: 640 });
    assert.equal(window.difference, 0);
    assert.equal(surplus(), 0);
  });

  it("adds up the processes of a backend", () => {
    pass(60 + 300 + 30, 2);
    report(300);
    report(300, "two");
    reports.sample();
    const [window] = reports.windows;
    assert.deepEqual([window?.accepted, window?.guards, window?.difference], [600, 2, 0]);
  });

  it("tells once of a pool that took more than was signed", () => {
    pass(60 + 300 + 30, 2);
    report(700);
    reports.sample();
    reports.sample();
    assert.equal(reports.windows[0]?.difference, 60);
    assert.equal(surplus(), 60);
    assert.deepEqual(lines, ["guards took more requests than this node signed"]);
  });

  it("tells of what was signed and not taken, without alarm", () => {
    pass(60 + 300 + 30, 2);
    report(100);
    reports.sample();
    assert.equal(reports.windows[0]?.difference, -460);
    assert.deepEqual(lines, []);
  });

  it("knows nothing of a span that began before the node, or is not over by some seconds", () => {
    nowMs = START_MS + 5000;
    pass(330, 2);
    report(600);
    assert.equal(reports.windows[0]?.signed, undefined);
    assert.equal(reports.windows[0]?.difference, undefined);
  });

  it("starts anew where the clock was set back", () => {
    pass(60 + 300 + 30, 2);
    nowMs -= 3_600_000;
    pass(30, 2);
    report(600);
    assert.equal(reports.windows[0]?.difference, undefined);
  });
});

it("keeps the last of what was refused, and writes a bounded number of lines", () => {
  const refused = Array.from({ length: 100 }, (_, i) => ({
    ...{ source: "192.0.2.1", method: "GET", path: `/${i}`, reason: "key-unknown" as const },
    ...{ isEnforced: true, count: 2, firstMs: nowMs, lastMs: nowMs },
  }));
  for (let i = 0; i < 6; i++) {
    reports.heard("orders", {
      guard: "one",
      batch: `b${i}`,
      sentMs: nowMs,
      refused,
      unlisted: 1,
      windows: [],
    });
  }
  assert.equal(reports.refusals.length, 500);
  assert.equal(reports.refusals[0]?.path, "/99");
  assert.equal(lines.length, 6 * 21);
});

it("keeps what one pool reported, whatever guards of another do", () => {
  const window = {
    startMs: START_MS,
    endMs: START_MS + WINDOW_MS,
    accepted: 1,
    audits: 0,
    exempt: 0,
    refused: 0,
  };
  const calls = {
    ...{ source: "", method: "GET", path: "/", reason: "key-unknown" as const },
    ...{ isEnforced: true, count: 1, firstMs: nowMs, lastMs: nowMs },
  };
  const give = (pool: string, i: number, windows: readonly CallWindow[]): void => {
    const id = { guard: `g${i}`, batch: `b${i}`, sentMs: nowMs };
    reports.heard(pool, { ...id, refused: [calls], unlisted: 0, windows });
  };
  give("billing", 0, [window]);
  for (let i = 0; i < 1200; i++) give("orders", i, [window, { ...window, startMs: START_MS - i - 1 }]);
  give("billing", 0, [window]);
  const { refusals, windows } = reports;
  const of = (list: readonly { readonly pool: string }[], pool: string): number =>
    list.filter((each) => each.pool === pool).length;
  assert.deepEqual([of(refusals, "orders"), of(refusals, "billing")], [500, 1]);
  assert.deepEqual([of(windows, "orders"), of(windows, "billing")], [500, 1]);
  assert.equal(refusals.at(-1)?.pool, "billing", "the newest first");
  const last = counted.at(-1)?.[0];
  assert.equal(last?.name === "reports" && last.outcome, "repeated");
});

it("tells a bounded number of processes apart", () => {
  for (let i = 0; i < 1100; i++) report(1, `g${i}`);
  assert.deepEqual([reports.windows[0]?.guards, reports.windows[0]?.accepted], [1000, 1100]);
});
