import assert from "node:assert/strict";
import { test } from "node:test";
import { dueAtMs, dueKind, dueText } from "./rotation.ts";

const dates = (rotateEveryMs?: number, expiresAtMs?: number) => ({
  rotatedAtMs: 1000,
  rotateEveryMs,
  expiresAtMs,
});

test("a secret without dates is never due", () => {
  assert.equal(dueAtMs(dates()), undefined);
  assert.equal(dueText(dates(), Number.MAX_SAFE_INTEGER), undefined);
});

test("a secret is due when its version is too old, or when it ends, whichever comes first", () => {
  assert.equal(dueAtMs(dates(500, 2000)), 1500);
  assert.equal(dueKind(dates(500, 2000), 1499), undefined);
  assert.equal(dueKind(dates(500, 2000), 1500), "rotation-due");
  assert.equal(dueKind(dates(500, 2000), 2000), "expired");
  assert.equal(dueText(dates(500), 1500), "was to be rotated by 1970-01-01");
  assert.equal(dueText(dates(undefined, 0), 1), "expired on 1970-01-01");
});
