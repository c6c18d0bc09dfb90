import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { derNodes, derTimeMs } from "./der.ts";
import { der, integer, objectId, octets, time } from "./der-writer.ts";

test("what is written is read again, whatever its length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
      const [node, ...others] = derNodes(octets(bytes)) ?? [];
      assert.deepEqual([node?.tag, [...(node?.content ?? [])]], [4, [...bytes]]);
      assert.equal(others.length, 0);
    }),
    { numRuns: 50 },
  );
});

test("numbers have no needless zero, and one where they would be negative", () => {
  const cases: readonly (readonly [readonly number[], string])[] = [
    [[], "020100"],
    [[0, 0], "020100"],
    [[0, 0x7f], "02017f"],
    [[0x80], "02020080"],
    [[1, 0], "02020100"],
  ];
  for (const [bytes, hex] of cases) assert.equal(integer(Buffer.from(bytes)).toString("hex"), hex);
});

test("object identifiers are written in base 128", () => {
  assert.equal(objectId("1.2.840.10045.4.3.2").toString("hex"), "06082a8648ce3d040302");
  assert.equal(objectId("2.5.29.17").toString("hex"), "0603551d11");
});

test("times are written as RFC 5280 demands before and after 2050", () => {
  for (const date of ["2026-11-30T17:00:00Z", "2050-01-01T00:00:00Z"]) {
    const [node] = derNodes(time(Date.parse(date))) ?? [];
    assert.equal(derTimeMs(node), Date.parse(date));
    assert.equal(node?.tag, date.startsWith("2026") ? 0x17 : 0x18);
  }
});

test("long content has its length in as many bytes as it takes", () => {
  assert.equal(der(4, Buffer.alloc(127)).toString("hex", 0, 2), "047f");
  assert.equal(der(4, Buffer.alloc(128)).toString("hex", 0, 3), "048180");
  assert.equal(der(4, Buffer.alloc(256)).toString("hex", 0, 4), "04820100");
});
