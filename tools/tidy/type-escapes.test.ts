import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSource } from "./source.ts";
import { checkTypeEscapes } from "./type-escapes.ts";

const flaws = (text: string, path = "src/http/a.ts"): string[] =>
  checkTypeEscapes(parseSource(path, text)).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );

for (const [text, message] of [
  ["let a: any;", /^1:8 any switches the checker off/],
  ["const f = (a: any[]) => a;", /any switches/],
  ["const b = a!;", /^1:11 ! is a claim/],
  ["a!.b();", /! is a claim/],
  ["enum E { A }", /^1:1 no enums/],
  ["namespace N { export const a = 1; }", /^1:1 no namespaces/],
] as const) {
  test(`refused everywhere: ${text}`, () => {
    assert.match(flaws(text).join("\n"), message);
    assert.match(flaws(text, "tools/a.test.ts").join("\n"), message);
  });
}

test("a cast without a comment is refused, where it stands", () => {
  assert.match(flaws("\nconst a = b as A;").join(), /^2:11 a cast needs its reason/);
  assert.match(flaws("const a = <A>b;").join(), /a cast needs its reason/);
  assert.match(flaws("// the reason\n\nconst a = b as A;").join(), /a cast needs its reason/);
});

test("a cast with a comment on its line or the line before is allowed", () => {
  assert.deepEqual(flaws("// the reason\nconst a = b as A;"), []);
  assert.deepEqual(flaws("const a = b as A; // the reason"), []);
  assert.deepEqual(flaws("/* the\n reason */\nconst a = b as A;"), []);
  assert.deepEqual(flaws("const a = f(\n  // the reason\n  b as A,\n);"), []);
});

test("two casts in one expression are one finding", () => {
  assert.equal(flaws("const a = b as unknown as A;").length, 1);
});

test("as const, satisfies and renaming are no casts", () => {
  assert.deepEqual(flaws("const a = [1] as const;"), []);
  assert.deepEqual(flaws("const a = { b: 1 } satisfies A;"), []);
  assert.deepEqual(flaws('import { a as b } from "./b.ts";\nexport { b as c };'), []);
});

test("tests and tools may cast", () => {
  assert.deepEqual(flaws("const a = b as A;", "src/http/a.test.ts"), []);
  assert.deepEqual(flaws("const a = b as A;", "tools/a.ts"), []);
});
