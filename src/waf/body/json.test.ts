import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { processJson } from "./json.ts";
import { keptNameCount } from "./json-names.ts";
import type { BodyLimits, JsonArrayNames } from "./parsed-body.ts";

const LIMITS: BodyLimits = { maxArguments: 1000, jsonDepth: 512, argumentSeparator: "&", maxFiles: 100 };

const latin1 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

function flatten(body: string, limits: Partial<BodyLimits> = {}): [string, string][] {
  const { args } = processJson(body, "application/json", { ...LIMITS, ...limits });
  return args.names.map((name, i) => [name, args.values[i] ?? ""]);
}

const errorOf = (body: string, limits: Partial<BodyLimits> = {}): string =>
  processJson(body, "", { ...LIMITS, ...limits }).error;

describe("a JSON body", () => {
  test("gives one argument per value, named by its path", () => {
    assert.deepEqual(flatten('{"a":{"b":"x","c":1.5e3},"d":true,"e":false,"f":null}'), [
      ["json.a.b", "x"],
      ["json.a.c", "1.5e3"],
      ["json.d", "true"],
      ["json.e", "false"],
      ["json.f", ""],
    ]);
  });

  const arrays: [JsonArrayNames, string[]][] = [
    ["parent", ["json.a", "json.a", "json.a.b", "json.a.b", "json.c"]],
    ["array", ["json.a.array_0", "json.a.array_1.array_0", "json.a.array_2.b", "json.a.array_3.b", "json.c"]],
    ["index", ["json.a.0", "json.a.1.0", "json.a.2.b", "json.a.3.b", "json.c"]],
  ];
  for (const [naming, names] of arrays) {
    test(`names elements of arrays by ${naming} where that is asked for`, () => {
      const body = '{"a":[1,[2],{"b":3},{"b":4}],"c":5}';
      const found = flatten(body, { jsonArrayNames: naming });
      assert.deepEqual(
        found,
        names.map((name, i) => [name, String(i + 1)]),
      );
    });
  }

  test("names the elements of an array by the parent's key unless it is told otherwise", () => {
    assert.deepEqual(flatten("[[1],2]"), [
      ["json", "1"],
      ["json", "2"],
    ]);
  });

  test("keeps duplicate keys", () => {
    assert.deepEqual(flatten('{"a":1,"a":2}'), [
      ["json.a", "1"],
      ["json.a", "2"],
    ]);
  });

  test("shows the keys of empty containers, or attacks in them would be seen by no rule", () => {
    assert.deepEqual(flatten('{"<script>":{},"x":[[]]}'), [
      ["json.<script>", ""],
      ["json.x", ""],
    ]);
    assert.deepEqual(flatten(" {} "), []);
    assert.equal(errorOf(" [ ] "), "");
  });

  test("may be a single value", () => {
    assert.deepEqual(flatten(' "x" '), [["json", "x"]]);
    assert.deepEqual(flatten("-0.5"), [["json", "-0.5"]]);
    assert.equal(errorOf(""), "");
  });

  test("may begin with a byte order mark", () => {
    assert.deepEqual(flatten(latin1('\ufeff{"a":1}')), [["json.a", "1"]]);
  });
});

describe("escapes of JSON", () => {
  const escapes: [string, string][] = [
    ['"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t'],
    ['"a\\u0041\\u00e9\\u20AC"', latin1("aAé€")],
    ['"\\ud83d\\ude00x"', latin1("😀x")],
    ['"\\u0000"', "\0"],
    // Lone surrogates, in generalised UTF-8.
    ['"\\ud83d"', "\xed\xa0\xbd"],
    ['"\\ude00\\ud83d"', "\xed\xb8\x80\xed\xa0\xbd"],
    ['"\\ud83d\\ud83d\\ude00"', `\xed\xa0\xbd${latin1("😀")}`],
  ];
  for (const [body, value] of escapes) {
    test(`of ${body} are read as bytes`, () => assert.deepEqual(flatten(body), [["json", value]]));
  }

  test("count in keys too", () => {
    assert.deepEqual(flatten('{"\\u0061\\"":1}'), [['json.a"', "1"]]);
  });
});

describe("an invalid JSON body", () => {
  const invalid: [string, string, [string, string][]][] = [
    [
      '{"a":1,}',
      "JSON: a key was expected at byte 7",
      [
        ["json.a", "1"],
        ["json", "}"],
      ],
    ],
    ['{"a":1', "JSON: a comma or the end of the container was expected at byte 6", [["json.a", "1"]]],
    [
      "[1 2]",
      "JSON: a comma or the end of the container was expected at byte 3",
      [
        ["json", "1"],
        ["json", "2]"],
      ],
    ],
    ['{"a":<script>}', "JSON: a value was expected at byte 5", [["json", "<script>}"]]],
    ["{'a':1}", "JSON: a key was expected at byte 1", [["json", "'a':1}"]]],
    ['{"a" 1}', "JSON: a colon was expected at byte 1", [["json", '"a" 1}']]],
    ['["a\nb"]', "JSON: invalid string at byte 1", [["json", '"a\nb"]']]],
    ['["\\x"]', "JSON: invalid string at byte 1", [["json", '"\\x"]']]],
    ['["\\u12g4"]', "JSON: invalid string at byte 1", [["json", '"\\u12g4"]']]],
    ['["abc', "JSON: invalid string at byte 1", [["json", '"abc']]],
    ['["abc\\', "JSON: invalid string at byte 1", [["json", '"abc\\']]],
    [
      "01",
      "JSON: something follows the document at byte 1",
      [
        ["json", "0"],
        ["json", "1"],
      ],
    ],
    ["-", "JSON: invalid number at byte 0", [["json", "-"]]],
    ["1.", "JSON: invalid number at byte 0", [["json", "1."]]],
    ["1e+", "JSON: invalid number at byte 0", [["json", "1e+"]]],
    ["{}{}", "JSON: something follows the document at byte 2", [["json", "{}"]]],
    [
      "[1}",
      "JSON: a comma or the end of the container was expected at byte 2",
      [
        ["json", "1"],
        ["json", "}"],
      ],
    ],
    ["   ", "JSON: a value was expected at byte 3", []],
    ['["\xff"]', "JSON: the body is not UTF-8", [["json", "\xff"]]],
  ];
  for (const [body, error, found] of invalid) {
    test(`${JSON.stringify(body)} is an error, and its rest is an argument`, () => {
      assert.equal(errorOf(body), error);
      assert.deepEqual(flatten(body), found);
    });
  }

  test("is an error wherever JSON.parse finds one, and only there", () => {
    const pieces = fc.constantFrom(...'[]{},:"\\\n\t 01.e-+', "true", "nul", "null", '"a"', "\\u12");
    const text = fc.array(pieces, { maxLength: 12 }).map((all) => all.join(""));
    fc.assert(
      fc.property(fc.oneof(text, fc.json()), (body) => {
        if (body === "") return;
        assert.equal(errorOf(latin1(body)) === "", isJson(body), body);
      }),
      { numRuns: 2000 },
    );
  });
});

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

/** The same by way of objects, where keys are neither repeated nor moved. */
function naive(value: unknown, name: string, isRoot = true): [string, string][] {
  if (typeof value !== "object" || value === null)
    return [[name, value === null ? "" : `${value as string | number | boolean}`]];
  const members = Object.entries(value);
  if (members.length === 0) return isRoot ? [] : [[name, ""]];
  return members.flatMap(([key, member]) =>
    naive(member, Array.isArray(value) ? name : `${name}.${latin1(key)}`, false),
  );
}

describe("the flattened form", () => {
  test("is that of the parsed tree", () => {
    const leaf = fc.oneof(fc.string({ unit: "binary" }), fc.boolean(), fc.constant(null), fc.nat());
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(fc.string({ unit: "grapheme" }), tie("tree"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 2), (value, indent) => {
        const body = JSON.stringify(value, undefined, indent);
        const expected = naive(JSON.parse(body), "json").map(([name, text]) => [name, text]);
        const found = flatten(latin1(body)).map(([name, text]) => [
          name,
          Buffer.from(text, "latin1").toString("utf8"),
        ]);
        assert.deepEqual(
          found,
          expected.map(([name, text = ""]) => [name, Buffer.from(text, "utf8").toString("utf8")]),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("comes of any bytes without a throw, with as many values as names", () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all).toString("latin1"));
    const text = fc.oneof(
      bytes,
      bytes.map((all) => `{"a":[${all}`),
      bytes.map((all) => `["${all}"]`),
    );
    fc.assert(
      fc.property(text, (body) => {
        const { args } = processJson(body, "", LIMITS);
        assert.equal(args.names.length, args.values.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a hostile JSON body", () => {
  const hostile: [string, string][] = [
    ["100,000 arrays in each other", "[".repeat(100_000) + "]".repeat(100_000)],
    ["64 KB of opening brackets", "[".repeat(65_536)],
    ["64 KB of objects in each other", '{"a":'.repeat(13_000)],
  ];
  for (const [what, body] of hostile) {
    test(`of ${what} ends at the limit of depth`, () => {
      const found = processJson(body, "", LIMITS);
      assert.match(found.error, /^JSON: nested more than 512 deep at byte \d+$/);
      assert.equal(found.args.names.length, 1);
      assert.ok((found.args.values[0]?.length ?? 0) >= body.length - 512 * 5);
    });
  }

  test("ends at the limit of arguments", () => {
    const found = processJson(`[${"1,".repeat(5000)}1]`, "", LIMITS);
    assert.equal(found.isOverArgumentLimit, true);
    assert.equal(found.args.names.length, 1000);
    assert.equal(processJson(`[${"1,".repeat(999)}1]`, "", LIMITS).isOverArgumentLimit, false);
  });

  test("cannot multiply itself by long names", () => {
    const key = "k".repeat(100);
    const body = `${`{"${key}":`.repeat(500)}[${"1,".repeat(900)}"<script>"]`;
    const found = processJson(body, "", LIMITS);
    assert.equal(found.error.startsWith("JSON: the names are too long together"), true);
    const length = found.args.names.reduce((sum, name) => sum + name.length, 0);
    assert.ok(length <= 16 * body.length + 65_536 + 100);
    assert.ok(found.args.values.at(-1)?.includes("<script>"));
  });

  test("does not fill the memory of names", () => {
    for (let i = 0; i < 100; i++) {
      const keys = Array.from({ length: 500 }, (_, k) => `"key-${i}-${k}":1`);
      processJson(`{${keys.join(",")}}`, "", LIMITS);
    }
    assert.ok(keptNameCount() <= 8192);
    assert.deepEqual(flatten('{"key-0-0":1}'), [["json.key-0-0", "1"]]);
  });
});
