import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAfterMs } from "./acme-error.ts";
import { nextRenewalMs, renewAtMs, retryAfterRestartMs, retryInMs } from "./renewal.ts";

const certificate = { startsAtMs: 1000, expiresAtMs: 91_000, names: ["a.example", "b.example"] };
const spec = (renewBeforeMs?: number, domains = ["a.example"]) => ({ domains, renewBeforeMs });

test("a certificate is renewed at two thirds of its lifetime, some a little sooner", () => {
  assert.equal(renewAtMs(certificate, spec(), 0), 61_000);
  assert.equal(renewAtMs(certificate, spec(), 1), 59_200);
});

test("a certificate is renewed as long before its end as is said, but not in its first third", () => {
  assert.equal(renewAtMs(certificate, spec(10_000), 0), 81_000);
  assert.equal(renewAtMs(certificate, spec(1_000_000), 0), 31_000);
});

test("a certificate that is not there, or lacks a name, is due at once", () => {
  assert.equal(renewAtMs(undefined, spec(), 0), 0);
  assert.equal(renewAtMs(certificate, spec(undefined, ["c.example"]), 0), 0);
});

test("one that was just issued is not ordered anew at once, though this machine's clock calls it expired", () => {
  assert.equal(nextRenewalMs(certificate, spec(), 0, 1000), 61_000);
  assert.equal(nextRenewalMs(certificate, spec(), 0, 1_000_000), 1_022_500);
  assert.equal(nextRenewalMs(undefined, spec(), 0, 5000), 6000);
});

test("tries that fail come later and later, and never before the authority said", () => {
  assert.equal(retryInMs(1, 0, 0.5), 60_000);
  assert.equal(retryInMs(3, 0, 0.5), 240_000);
  assert.equal(retryInMs(100, 0, 0.5), 12 * 3_600_000);
  assert.equal(retryInMs(1, 0, 0), 45_000);
  assert.equal(retryInMs(1, 7_200_000, 0.5), 7_200_000);
});

test("when to come again is read as seconds or as a date, within bounds", () => {
  const nowMs = Date.parse("2026-11-30T12:00:00Z");
  const cases: readonly (readonly [string | undefined, number])[] = [
    [undefined, 0],
    ["", 0],
    ["90", 90_000],
    ["soon", 0],
    ["Mon, 30 Nov 2026 12:05:00 GMT", 300_000],
    ["Mon, 30 Nov 2026 11:00:00 GMT", 0],
    ["999999999", 7 * 86_400_000],
  ];
  for (const [value, ms] of cases) assert.equal(retryAfterMs(value, nowMs), ms, String(value));
});

test("after a restart a try comes within a quarter of an hour, and never before the authority said", () => {
  const minuteMs = 60_000;
  const tried = { failures: 1, failure: "", triedAtMs: 0, nextMs: minuteMs, notBeforeMs: 0 };
  assert.equal(retryAfterRestartMs(tried), minuteMs);
  assert.equal(retryAfterRestartMs({ ...tried, nextMs: 300 * minuteMs }), 15 * minuteMs);
  const told = { ...tried, nextMs: 300 * minuteMs, notBeforeMs: 200 * minuteMs };
  assert.equal(retryAfterRestartMs(told), 200 * minuteMs);
});
