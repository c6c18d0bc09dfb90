import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type CacheScope, cacheKey, downstreamControl, mayKeep, mayLookUp } from "./cache-rules.ts";
import { type Field, makeField } from "./field.ts";

function fields(text: string): readonly Field[] {
  return text === ""
    ? []
    : text.split("|").map((line) => {
        const [name = "", value = ""] = line.split(": ");
        return makeField(name, value);
      });
}

const open: CacheScope = { allowsPrivate: false, varyNames: new Set(["accept"]) };
const allowsPrivate: CacheScope = { ...open, allowsPrivate: true };
const varyCookie: CacheScope = { ...open, varyNames: new Set(["cookie"]) };

describe("which requests are looked up", () => {
  const cases: readonly (readonly [method: string, lines: string, scope: CacheScope, expected: boolean])[] = [
    ["GET", "Accept: text/html", open, true],
    ["HEAD", "", open, false],
    ["POST", "", open, false],
    ["GET", "Authorization: Bearer abc", open, false],
    ["GET", "Authorization: Bearer abc", allowsPrivate, true],
    ["GET", "Cookie: session=1", open, false],
    ["GET", "Cookie: session=1", allowsPrivate, true],
    ["GET", "Cookie: session=1", varyCookie, true],
    ["GET", "Cache-Control: max-age=0, No-Store", open, false],
    ["GET", "Cache-Control: no-cache", open, true],
    ["GET", "X-HTTP-Method-Override: DELETE", open, false],
  ];
  for (const [method, lines, scope, expected] of cases) {
    const who = scope === open ? "" : scope === allowsPrivate ? ", private ones too" : ", by Cookie";
    it(`${method} with ${lines || "nothing"}${who}: ${expected}`, () => {
      assert.equal(mayLookUp({ method, fields: fields(lines) }, scope), expected);
    });
  }
});

describe("which responses are kept", () => {
  const cases: readonly (readonly [status: number, lines: string, anyStatus: boolean, expected: boolean])[] =
    [
      [200, "Content-Type: text/html", false, true],
      [201, "", false, false],
      [404, "", false, false],
      [404, "", true, true],
      [206, "", true, false],
      [304, "", true, false],
      [200, "Set-Cookie: a=b", true, false],
      [200, "Cache-Control: private", false, false],
      [200, 'Cache-Control: max-age=5, private="x-user"', false, false],
      [200, "Cache-Control: no-store", true, false],
      [200, "Cache-Control: no-cache", false, false],
      [200, "Cache-Control: public, max-age=60", false, true],
      [200, "Vary: Accept", false, true],
      [200, "Vary: Accept, Origin", false, false],
      [200, "Vary: *", false, false],
    ];
  for (const [status, lines, anyStatus, expected] of cases) {
    it(`${status} with ${lines || "nothing"}${anyStatus ? ", whatever the status" : ""}: ${expected}`, () => {
      assert.equal(mayKeep(status, fields(lines), open, anyStatus), expected);
    });
  }
});

it("different parts never make the same key", () => {
  const parts = fc.array(fc.string({ maxLength: 6 }), { maxLength: 5 });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      assert.equal(cacheKey(a) === cacheKey(b), JSON.stringify(a) === JSON.stringify(b));
    }),
  );
  assert.notEqual(cacheKey(["a", "bc"]), cacheKey(["ab", "c"]));
  assert.notEqual(cacheKey(["1:a"]), cacheKey(["a"]));
});

it("tells caches behind us what they may do", () => {
  assert.equal(downstreamControl("none", true, 60_000), "no-store");
  assert.equal(downstreamControl("private", true, 59_999), "private, max-age=59, must-revalidate");
  assert.equal(downstreamControl("public", false, 60_000), "public, max-age=60");
  assert.equal(downstreamControl("public", false, -5), "public, max-age=0");
});
