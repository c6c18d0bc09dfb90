import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type CookieFormat, parseCookies } from "./parse-cookies.ts";

function cookies(header: string, format?: CookieFormat): [string, string][] {
  const { names, values } = parseCookies(header, format);
  return names.map((name, i) => [name, values[i] ?? ""]);
}

describe("cookies", () => {
  const cases: [string, [string, string][]][] = [
    ["", []],
    [
      "a=1; b=2",
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    [
      "a=1;b=2;",
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    [";; a=1;;", [["a", "1"]]],
    ["a", [["a", ""]]],
    [
      "a;b=1",
      [
        ["a", ""],
        ["b", "1"],
      ],
    ],
    ["a=b=c", [["a", "b=c"]]],
    [
      "a= 1 ; b=2 \t",
      [
        ["a", " 1 "],
        ["b", "2"],
      ],
    ],
    ["a=%41+", [["a", "%41+"]]],
    [
      'a="x;y"',
      [
        ["a", '"x'],
        ['y"', ""],
      ],
    ],
    ["=nameless", [["", "nameless"]]],
    ["a=1, b=2", [["a", "1, b=2"]]],
    [
      "a=1; a=2",
      [
        ["a", "1"],
        ["a", "2"],
      ],
    ],
  ];
  for (const [header, expected] of cases) {
    test(`of ${JSON.stringify(header)} are ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(cookies(header), expected);
    });
  }

  const version1: [string, [string, string][]][] = [
    ["", []],
    [
      '$Version="1"; sid="a;b"; $Path="/x", lang = en ;',
      [
        ["$Version", "1"],
        ["sid", "a;b"],
        ["$sid_Path", "/x"],
        ["lang", "en"],
      ],
    ],
    [
      'a="x\\"y"; b',
      [
        ["a", 'x\\"y'],
        ["b", ""],
      ],
    ],
    [
      'a="open; b=1',
      [
        ["a", '"open'],
        ["b", "1"],
      ],
    ],
    [";,;", []],
    ["=x", [["", "x"]]],
  ];
  for (const [header, expected] of version1) {
    test(`of version 1 of ${JSON.stringify(header)} are ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(cookies(header, 1), expected);
    });
  }

  test("of a long header without `=` are read in one pass", () => {
    const header = "a;".repeat(1_000_000);
    assert.equal(parseCookies(header).names.length, 1_000_000);
    assert.equal(parseCookies(header, 1).names.length, 1_000_000);
  });

  test("are read from any bytes", () => {
    const bytes = fc.uint8Array({ maxLength: 100 }).map((all) => Buffer.from(all).toString("latin1"));
    const text = fc.oneof(bytes, fc.string({ unit: fc.constantFrom(...'a=;," \\$') }));
    fc.assert(
      fc.property(text, fc.constantFrom(0 as const, 1 as const), (header, format) => {
        const { names, values } = parseCookies(header, format);
        assert.equal(names.length, values.length);
      }),
      { numRuns: 1000 },
    );
  });
});
