import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Field } from "./field.ts";
import { FieldCache } from "./field-cache.ts";

const field = (line: string): Field => ({
  name: "x",
  key: "x",
  value: line,
  wire: "",
  line,
  kind: 0,
  isVerbatim: false,
});

describe("a cache of fields", () => {
  it("gives for a line the field of that very line, or nothing", () => {
    const line = fc.string({ minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (kept, asked) => {
        const cache = new FieldCache(8);
        for (const text of kept) cache.set(field(text));
        for (const text of [...kept, ...asked]) {
          const found = cache.get(text);
          if (found !== undefined) assert.equal(found.line, text);
        }
      }),
    );
  });

  it("tells lines that come again from those that come once", () => {
    const cache = new FieldCache(1024);
    const lines = Array.from({ length: 100 }, (_, n) => `x-request-id: ${"abcdef".repeat(n % 7)}-${n}`);
    assert.deepEqual(
      lines.filter((line) => cache.comesAgain(line)),
      [],
    );
    // Of two that meet in one place the first is forgotten.
    assert.ok(lines.filter((line) => cache.comesAgain(line)).length > 90);
  });

  it("tells ids apart that differ in their midst", () => {
    const cache = new FieldCache(4096);
    const hex = (n: number): string => createHash("sha256").update(String(n)).digest("hex");
    const traces = Array.from({ length: 20_000 }, (_, n) => {
      return `traceparent: 00-${hex(n).slice(0, 32)}-${hex(n).slice(32, 48)}-01`;
    });
    const known = traces.filter((line) => cache.comesAgain(line));
    assert.ok(known.length < 200, `${known.length} of 20,000 are taken for lines that came before`);
  });

  it("keeps the line used last of those that meet in one place", () => {
    const cache = new FieldCache(2);
    for (const text of ["a", "b"]) cache.set(field(text));
    assert.equal(cache.get("a")?.line, "a");
    cache.set(field("c"));
    assert.deepEqual(
      ["a", "b", "c"].map((text) => cache.get(text)?.line),
      ["a", undefined, "c"],
    );
  });
});
