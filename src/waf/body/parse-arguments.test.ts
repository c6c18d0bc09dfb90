import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseArguments } from "./parse-arguments.ts";
import { processUrlencoded } from "./urlencoded.ts";

function pairs(text: string, separator = "&", maxArguments = 1000): [string, string][] {
  const { names, values } = parseArguments(text, separator, maxArguments);
  return names.map((name, i) => [name, values[i] ?? ""]);
}

const asBytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

describe("arguments of a query or an urlencoded body", () => {
  const cases: [string, [string, string][]][] = [
    ["", []],
    [
      "a=1&b=2",
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    [
      "a&b=",
      [
        ["a", ""],
        ["b", ""],
      ],
    ],
    ["a=1&", [["a", "1"]]],
    [
      "&a=1",
      [
        ["", ""],
        ["a", "1"],
      ],
    ],
    [
      "a=1&&b=2",
      [
        ["a", "1"],
        ["", ""],
        ["b", "2"],
      ],
    ],
    ["=x", [["", "x"]]],
    ["=", [["", ""]]],
    ["a=b=c", [["a", "b=c"]]],
    ["a+b=c+d", [["a b", "c d"]]],
    ["%61%3D=%26%2b", [["a=", "&+"]]],
    ["a=%00%ff", [["a", "\x00\xff"]]],
    ["a=%", [["a", "%"]]],
    ["a=%4", [["a", "%4"]]],
    ["a=%zz%4g%%41", [["a", "%zz%4g%A"]]],
    ["a=%u0041", [["a", "%u0041"]]],
    ["a=1;b=2", [["a", "1;b=2"]]],
  ];
  for (const [text, expected] of cases) {
    test(`of ${JSON.stringify(text)} are ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(pairs(text), expected);
    });
  }

  test("are split at another separator where one is configured", () => {
    assert.deepEqual(pairs("a=1;b=2&c", ";"), [
      ["a", "1"],
      ["b", "2&c"],
    ]);
    assert.deepEqual(pairs("a=1&b=2", ""), [
      ["a", "1"],
      ["b", "2"],
    ]);
  });

  test("are no more than the limit, and it is said that there were more", () => {
    const found = parseArguments("a&b&c", "&", 2);
    assert.deepEqual([found.names, found.isOverLimit], [["a", "b"], true]);
    assert.equal(parseArguments("a&b&", "&", 2).isOverLimit, false);
  });

  const encodings: [string, boolean][] = [
    ["a=%41", false],
    ["a=%4", true],
    ["a=%%41", true],
    ["%g1=a", true],
    ["a=%4&1", true],
    ["a", false],
  ];
  for (const [text, isInvalid] of encodings) {
    test(`have ${isInvalid ? "an" : "no"} invalid escape in ${text}`, () => {
      assert.equal(parseArguments(text, "&", 10).hasInvalidEncoding, isInvalid);
    });
  }

  test("are what URLSearchParams reads, where no piece is empty", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ab&=%+12fF;") });
    fc.assert(
      fc.property(text, (query) => {
        // ASCII and escapes alone: Node reads the two together in its own way. Pieces without anything are
        // left out there.
        const expected = [...new URLSearchParams(query)].map(([name, value]) => [
          asBytes(name),
          asBytes(value),
        ]);
        const found = pairs(asBytes(query)).map((pair) =>
          pair.map((each) => asBytes(Buffer.from(each, "latin1").toString("utf8"))),
        );
        const pieces = query.split("&");
        if (pieces.at(-1) === "") pieces.pop();
        assert.deepEqual(
          found.filter((_, i) => pieces[i] !== ""),
          expected,
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("are read from any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const found = parseArguments(Buffer.from(bytes).toString("latin1"), "&", 50);
        assert.equal(found.names.length, found.values.length);
        assert.ok(found.names.length <= 50);
      }),
    );
  });
});

describe("an urlencoded body", () => {
  const limits = { maxArguments: 2, jsonDepth: 1, argumentSeparator: "&", maxFiles: 1 };

  test("gives its arguments, and says what was wrong with them", () => {
    const found = processUrlencoded("a=%41&b=%zz&c=1", "", limits);
    assert.deepEqual(found.args, { names: ["a", "b"], values: ["A", "%zz"] });
    assert.deepEqual([found.isOverArgumentLimit, found.hasInvalidEncoding, found.error], [true, true, ""]);
  });
});
