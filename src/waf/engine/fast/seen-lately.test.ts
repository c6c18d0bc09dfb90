import assert from "node:assert/strict";
import { test } from "node:test";
import { SeenLately } from "./seen-lately.ts";

const value = (n: number, length = 20): string => `/items/${n}?`.padEnd(length, "x");

test("a value is seen from the second time on", () => {
  const seen = new SeenLately();
  for (const text of ["", "a", value(1), value(1, 700)]) {
    assert.equal(seen.note(text), false);
    assert.equal(seen.note(text), true);
    assert.equal(seen.note(text), true);
  }
});

test("of values that are all new, hardly any is taken for one that was seen", () => {
  for (const length of [20, 64, 65, 700]) {
    const seen = new SeenLately();
    let yes = 0;
    for (let n = 0; n < 20_000; n++) if (seen.note(value(n, length))) yes++;
    assert.ok(yes < 200, `${yes} of 20000 at ${length} chars`);
  }
});

test("values that are in use stay, whatever comes once between", () => {
  const seen = new SeenLately();
  let yes = 0;
  for (let n = 0; n < 20_000; n++) {
    seen.note(value(n));
    if (seen.note(`in use ${n % 20}`)) yes++;
  }
  assert.ok(yes > 19_000, `${yes} of 20000`);
});

test("what came long ago is new again", () => {
  const seen = new SeenLately();
  for (let n = 0; n < 1000; n++) seen.note(value(n));
  for (let n = 1000; n < 100_000; n++) seen.note(value(n));
  let yes = 0;
  for (let n = 0; n < 1000; n++) if (seen.note(value(n))) yes++;
  assert.ok(yes < 100, `${yes} of 1000`);
});
