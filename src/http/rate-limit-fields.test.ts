import assert from "node:assert/strict";
import { it } from "node:test";
import type { LimitState, QuotaLimit, RateLimit } from "#kernel/call-limits.ts";
import { rateLimitFields } from "./rate-limit-fields.ts";

const NOW_MS = 10_000;

const rate: RateLimit = {
  ...{ kind: "rate", name: "per user", key: "k", units: 20, windowMs: 60_000, cost: 1, whenLost: "pass" },
};

const quota = (unit: QuotaLimit["unit"], endMs: number): QuotaLimit => ({
  ...{ kind: "quota", name: unit, key: "k", units: 100, period: { startMs: 0, endMs }, unit, cost: 1 },
  whenLost: "pass",
});

const state = (limit: LimitState["limit"], remaining: number, retryAfterMs = 0): LimitState => ({
  ...{ limit, allowed: retryAfterMs === 0, remaining, retryAfterMs, counted: true },
});

const cases: readonly (readonly [
  claim: string,
  states: readonly LimitState[],
  policy: string,
  limit: string,
])[] = [
  ["a rate", [state(rate, 7)], '"per user";q=20;w=60', '"per user";r=7;t=60'],
  [
    "a rate that refuses, with the time of Retry-After",
    [state(rate, 0, 12_001)],
    '"per user";q=20;w=60',
    '"per user";r=0;t=13',
  ],
  [
    "several at once, bytes in their own unit",
    [state(rate, 7), state(quota("kilobytes", 3_610_000), 3), state(quota("tokens", 60_000), 9)],
    '"per user";q=20;w=60, "kilobytes";q=102400;qu="content-bytes";w=3610, "tokens";q=100;qu="tokens";w=60',
    '"per user";r=7;t=60, "kilobytes";r=3072;t=3600, "tokens";r=9;t=50',
  ],
  [
    "a quota without end, without a window and without a reset",
    [state(quota("calls", Number.POSITIVE_INFINITY), 0, Number.POSITIVE_INFINITY)],
    '"calls";q=100',
    '"calls";r=0',
  ],
  [
    "a name that is no string of structured fields",
    [state({ ...rate, name: 'a"b\\cä\r\n' }, 1)],
    '"a\\"b\\\\c???";q=20;w=60',
    '"a\\"b\\\\c???";r=1;t=60',
  ],
];

for (const [claim, states, policy, limit] of cases) {
  it(`tells of ${claim}`, () => {
    assert.deepEqual(
      rateLimitFields(states, NOW_MS).map(({ name, value }) => [name, value]),
      [
        ["RateLimit-Policy", policy],
        ["RateLimit", limit],
      ],
    );
  });
}

it("tells nothing where there is no limit", () => {
  assert.deepEqual(rateLimitFields([], NOW_MS), []);
});
