import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { defaultPathRules, normaliseTarget, type PathRules } from "./path.ts";

const normal = (target: string, change: Partial<PathRules> = {}): string => {
  const result = normaliseTarget(target, { ...defaultPathRules, ...change });
  return typeof result === "string" ? `!${result}` : result.path + result.query;
};

type Row = readonly [target: string, expected: string, change?: Partial<PathRules>];

/** A fault is written with `!`. */
const rows: readonly Row[] = [
  // nothing to do
  ["/", "/"],
  ["/a/b.c/~d", "/a/b.c/~d"],
  ["/a?b=/../c#", "/a?b=/../c#"],
  ["/a?q=caf\xc3\xa9&r=%c3|<", "/a?q=caf%C3%A9&r=%c3|<"],
  ["*", "*"],
  ["/.well-known/x", "/.well-known/x"],
  ["/a..b/...", "/a..b/..."],
  // dot segments
  ["/a/./b", "/a/b"],
  ["/a/../b", "/b"],
  ["/../../b", "/b"],
  ["/a/..", "/"],
  ["/a/.", "/a/"],
  ["/a/%2e%2E/b", "/b"],
  ["/a/.%2e/b", "/b"],
  // slashes in disguise
  ["/external/..%2finternal", "/internal"],
  ["/external%2F..%5Cinternal", "/internal"],
  ["/a\\..\\b", "/b"],
  ["/a%2fb", "/a/b"],
  ["/a%2fb", "/a%2Fb", { encodedSlashes: "keep" }],
  ["/a%5cb", "/a%2Fb", { encodedSlashes: "keep" }],
  ["/a%2f..%2fb", "!encoded-slash", { encodedSlashes: "keep" }],
  ["/a%2f.", "!encoded-slash", { encodedSlashes: "keep" }],
  ["/a%2fb", "!encoded-slash", { encodedSlashes: "reject" }],
  ["/a\\b", "!encoded-slash", { encodedSlashes: "reject" }],
  // encoded twice
  ["/a/%252e%252e/b", "/b"],
  ["/a%252fb", "/a/b"],
  ["/%252541", "/A"],
  ["/%25252541", "!double-encoding"],
  ["/a/%252e%252e/b", "/a/%252e%252e/b", { doubleEncoding: "keep" }],
  ["/a%2541", "!double-encoding", { doubleEncoding: "reject" }],
  ["/100%25", "/100%25", { doubleEncoding: "reject" }],
  // parameters
  ["/a;v=1/b;w", "/a/b"],
  ["/a/..;x=1/b", "/b"],
  ["/a/..%3bx/b", "/b"],
  ["/a;v=1/b", "/a;v=1/b", { parameters: "keep" }],
  ["/a/..;x/b", "/b", { parameters: "keep" }],
  ["/a;v=1", "!path-parameters", { parameters: "reject" }],
  ["/a%3bv", "!path-parameters", { parameters: "reject" }],
  // empty segments
  ["//a///b//", "/a/b/"],
  ["//a", "//a", { mergeSlashes: false }],
  // encodings
  ["/%41%7e%2d", "/A~-"],
  ["/%c3%a9", "/%C3%A9"],
  ["/\xc3\xa9", "/%C3%A9"],
  ["/a%20b%22", "/a%20b%22"],
  ["/a|b<c>", "/a%7Cb%3Cc%3E"],
  ["/%3f%23", "/%3F%23"],
  ["/%0d%0aX:y", "/%0D%0AX:y"],
  // broken
  ["/%", "!path-malformed"],
  ["/%4", "!path-malformed"],
  ["/%zz", "!path-malformed"],
  ["/a%00b", "!path-malformed"],
  ["/a%2500b", "!path-malformed"],
];

describe("a path", () => {
  for (const [target, expected, change] of rows) {
    const rules = change === undefined ? "" : ` with ${JSON.stringify(change)}`;
    it(`${target} is ${expected}${rules}`, () => assert.equal(normal(target, change), expected));
  }

  const piece = fc.constantFrom(
    "/",
    "a",
    "..",
    ".",
    "%2e",
    "%2F",
    "%5c",
    "\\",
    ";x=1",
    "%3b",
    "%252e",
    "%252f",
    "%41",
    "%25",
    "\xe9",
    "A",
    " ",
  );
  const path = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join("")}`);
  const rules = fc.record({
    encodedSlashes: fc.constantFrom("decode" as const, "keep" as const, "reject" as const),
    doubleEncoding: fc.constantFrom("decode" as const, "keep" as const, "reject" as const),
    parameters: fc.constantFrom("strip" as const, "keep" as const, "reject" as const),
    mergeSlashes: fc.boolean(),
    ignoreCase: fc.boolean(),
  });

  it("in its normal form is left as it is", () => {
    fc.assert(
      fc.property(path, rules, (target, chosen) => {
        const once = normal(target, chosen);
        fc.pre(!once.startsWith("!"));
        assert.equal(normal(once, chosen), once);
      }),
      { numRuns: 3000 },
    );
  });

  it("in its normal form climbs nowhere, whatever is decoded after us", () => {
    fc.assert(
      fc.property(path, rules, (target, chosen) => {
        const once = normal(target, { ...chosen, doubleEncoding: "decode" });
        fc.pre(!once.startsWith("!"));
        for (let text = once, round = 0; round < 3; round++) {
          const segments = text.split(/[/\\]/).map((segment) => segment.replace(/;.*/, ""));
          assert.ok(!segments.includes("..") && !segments.includes("."), text);
          text = text.replace(/%[0-9A-F]{2}/gi, (t) => String.fromCharCode(Number.parseInt(t.slice(1), 16)));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("of any bytes is read without an error and in linear time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 60 }), rules, (text, chosen) => {
        assert.doesNotThrow(() => normal(`/${text}`, chosen));
      }),
    );
    const startMs = performance.now();
    for (const unit of ["/", "/.", "/..", "%2e", "%252e", ";", "a/", "\\"])
      normal(`/${unit.repeat(80_000 / unit.length)}`);
    // Quadratic, it would take minutes; the limit is far from both, so that a busy machine does not decide.
    assert.ok(performance.now() - startMs < 10_000);
  });
});
