import assert from "node:assert/strict";
import { it } from "node:test";
import { readGuardReport } from "./report-message.ts";

const SENT_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const ID = "00000000-0000-4000-8000-000000000001";

function read(call: object, window: object): ReturnType<typeof readGuardReport> {
  const calls = {
    ...{ source: "192.0.2.1", method: "GET", path: "/", reason: "key-unknown", isEnforced: true, count: 1 },
    ...{ firstMs: SENT_MS, lastMs: SENT_MS, ...call },
  };
  const counts = { accepted: 1, audits: 0, exempt: 0, refused: 0 };
  const span = { startMs: SENT_MS - 1000, endMs: SENT_MS, ...counts, ...window };
  const id = { guard: ID, batch: ID, sentMs: SENT_MS };
  return readGuardReport(JSON.stringify({ ...id, refused: [calls], unlisted: 0, windows: [span], more: 1 }));
}

it("brings times that no clock shows near to that of the report", () => {
  const report = read({ firstMs: 0, lastMs: 9e15 }, { endMs: 9e15 });
  const [call] = report?.refused ?? [];
  assert.deepEqual([call?.firstMs, call?.lastMs], [SENT_MS - 3 * HOUR_MS, SENT_MS + 3 * HOUR_MS]);
  assert.deepEqual(report?.windows, []);
  assert.equal(read({}, { startMs: 0, endMs: HOUR_MS })?.windows.length, 0);
});

it("takes the members that it knows, and no others", () => {
  const report = read({ pool: "other", note: "x" }, { told: 9 });
  const text = JSON.stringify(report);
  assert.equal(report?.windows.length, 1);
  assert.doesNotMatch(text, /other|note|told|more/);
  assert.equal(read({ count: -1 }, {}), undefined);
});
