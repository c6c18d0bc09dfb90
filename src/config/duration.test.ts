import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseDuration, printDuration } from "./duration.ts";

const cases: readonly (readonly [string, number])[] = [
  ["0ms", 0],
  ["500ms", 500],
  ["2s", 2000],
  ["1.5s", 1500],
  ["0.001s", 1],
  ["1.5m", 90_000],
  ["1h", 3_600_000],
  ["007s", 7000],
];

for (const [text, ms] of cases) {
  test(`the duration ${text} is ${ms} ms`, () => {
    assert.deepEqual(parseDuration(text), { value: ms });
  });
}

const flaws: readonly (readonly [string, string, string | undefined])[] = [
  ["30", "missing-unit", "write 30s for seconds, or 30ms for milliseconds"],
  ["1m30s", "bad-duration", "write 90s"],
  ["2 days", "bad-duration", "write 48h"],
  ["30 sec", "bad-duration", "write 30s"],
  ["5 MINUTES", "bad-duration", "write 5m"],
  ["200 millis", "bad-duration", "write 200ms"],
  ["1us", "bad-duration", undefined],
  ["-1s", "bad-duration", undefined],
  ["1e3s", "bad-duration", undefined],
  ["", "bad-duration", undefined],
  ["soon", "bad-duration", undefined],
  ["1.0001s", "bad-duration", undefined],
  ["25d", "bad-duration", undefined],
  ["597h", "out-of-range", undefined],
];

for (const [text, code, hint] of flaws) {
  test(`${JSON.stringify(text)} is refused as a duration`, () => {
    const parsed = parseDuration(text);
    assert.ok("code" in parsed);
    assert.equal(parsed.code, code);
    if (hint !== undefined) assert.equal(parsed.hintFromText, hint);
    assert.ok(text === "" || !parsed.says.includes(text), "what it says holds nothing of the text");
  });
}

test("every duration is read back from how it is printed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_147_483_647 }), (ms) => {
      assert.deepEqual(parseDuration(printDuration(ms)), { value: ms });
    }),
  );
});

test("what is read as a duration is a whole number of milliseconds that a timer can hold", () => {
  const number = fc.stringMatching(/^[0-9]{1,12}(\.[0-9]{1,7})?$/);
  fc.assert(
    fc.property(number, fc.constantFrom("ms", "s", "m", "h", "d", ""), (amount, unit) => {
      const parsed = parseDuration(amount + unit);
      if (!("value" in parsed)) return;
      assert.ok(Number.isInteger(parsed.value) && parsed.value >= 0 && parsed.value < 2 ** 31);
    }),
  );
});

test("no text makes the reader of durations throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseDuration(text)));
});
