import assert from "node:assert/strict";
import { test } from "node:test";
import { VerdictMemory } from "./verdict-memory.ts";

const cases: readonly (readonly [name: string, value: string, isSecret: boolean])[] = [
  ["a short value", "pt-PT,pt;q=0.9", false],
  ["a long value", "x".repeat(1000), false],
  ["a credential", "Bearer abc", true],
  ["the empty value", "", false],
];

for (const [name, value, isSecret] of cases) {
  test(`${name} is remembered once it has come again`, () => {
    const memory = new VerdictMemory();
    const verdict = { rules: new Uint32Array([5]), units: 7 };
    assert.equal(memory.find(value, isSecret), undefined);
    memory.keep(verdict);
    assert.equal(memory.find(value, isSecret), undefined, "it came once: not kept");
    memory.keep(verdict);
    assert.equal(memory.find(value, isSecret), verdict);
    assert.equal(memory.find(`${value}y`, isSecret), undefined);
  });
}

test("a verdict is kept for the value that was asked for last, and for no other", () => {
  const memory = new VerdictMemory();
  const first = { rules: new Uint32Array([1]), units: 1 };
  const second = { rules: new Uint32Array([2]), units: 2 };
  for (const verdict of [first, second]) {
    memory.find("a", false);
    memory.keep(verdict);
  }
  assert.equal(memory.find("a", false), second);
  memory.keep(first);
  assert.equal(memory.find("a", false), second, "what was found is not replaced");
});
