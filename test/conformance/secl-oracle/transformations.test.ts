import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { findTransformation, transformations } from "#waf/transformation/transformation-table.ts";
import { canInstall, ensurePackages } from "../../harness/debian.ts";
import { baseRows } from "./base-rows.ts";
import { escapeRows } from "./escape-rows.ts";
import { type Oracle, openOracle, packages, type Question } from "./oracle.ts";
import { spaceRows } from "./space-rows.ts";
import { structureRows } from "./structure-rows.ts";
import type { TransformationRows } from "./transformation-row.ts";

const tables: TransformationRows = { ...baseRows, ...escapeRows, ...spaceRows, ...structureRows };
const MIN_ROWS = 15;

const apply = (name: string, input: string, unicodeMap?: Uint8Array): string => {
  const found = findTransformation(name);
  assert.ok(found, name);
  return found.apply(input, { unicodeMap });
};

const questionOf = (name: string, value: string): Question => ({
  operation: "@unconditionalMatch",
  transformations: [name],
  value,
});

test("each transformation has a table of at least 15 rows", () => {
  const short = transformations.filter(({ name }) => (tables[name]?.length ?? 0) < MIN_ROWS);
  assert.deepEqual(short, []);
});

for (const [name, rows] of Object.entries(tables)) {
  test(`${name} gives what its ${rows.length} rows say`, () => {
    for (const [input, output] of rows) assert.equal(apply(name, input), output, JSON.stringify(input));
  });
}

const skip = !canInstall(packages) && `needs the Debian packages ${packages.join(", ")}`;

describe("libmodsecurity", { skip }, () => {
  let oracle: Oracle;
  before(async () => {
    await ensurePackages(packages);
    oracle = openOracle({ "unicode.map": MAP_FILE });
  });
  after(() => oracle.close());

  test("gives for each row what the row says of it", () => {
    const rows = Object.entries(tables).flatMap(([name, list]) => list.map((row) => ({ name, row })));
    const answers = oracle.ask(rows.map(({ name, row }) => questionOf(name, row[0])));
    for (const [i, { name, row }] of rows.entries()) {
      const [input, output, deviation] = row;
      assert.equal(answers[i]?.value, deviation?.reference ?? output, `${name} of ${JSON.stringify(input)}`);
    }
  });

  test("and for values made at random the same as ours, but for its defects", () => {
    const values = fc.sample(awkward, { numRuns: RANDOM_VALUES, seed: 20_261_128 });
    const questions = transformations.flatMap(({ name }) => values.map((value) => questionOf(name, value)));
    const answers = oracle.ask(questions);
    for (const [
      i,
      {
        transformations: [name = ""],
        value,
      },
    ] of questions.entries()) {
      const ours = apply(name, value);
      const expected = name in withDefects ? withDefects[name]?.(value, ours) : ours;
      if (expected !== undefined) {
        assert.equal(answers[i]?.value, expected, `${name} of ${JSON.stringify(value)}`);
      }
    }
  });

  test("decodes %uHHHH by the same Unicode map as ours", () => {
    const map = new Uint8Array(65_536);
    for (const [from, to] of MAPPED) map[from] = to;
    const answers = oracle.ask(
      MAP_INPUTS.map((value) => questionOf("urlDecodeUni", value)),
      "SecUnicodeMapFile unicode.map 20127",
    );
    const ours = MAP_INPUTS.map((value) => apply("urlDecodeUni", value, map));
    assert.deepEqual(
      ours,
      answers.map(({ value }) => value),
    );
  });
});

const RANDOM_VALUES = 600;

/** What the oracle gives for an input, by what we give; undefined where a defect of its own may strike. */
const withDefects: Readonly<Record<string, (input: string, ours: string) => string | undefined>> = {
  // Any value may show these two; the rows have the cases.
  base64Decode: () => undefined,
  sqlHexDecode: () => undefined,
  base64DecodeExt: (input, ours) => (input.includes("=") ? undefined : ours),
  cssDecode: (_input, ours) => ours.split("\0")[0],
  normalizePath: (input, ours) => (/[^/]\.\./.test(input) ? undefined : ours),
  normalizePathWin: (input, ours) => (/[^/\\]\.\.|[/\\]{2}|\\\.|\.\\/.test(input) ? undefined : ours),
  parityEven7bit: (input, ours) => (/[\x80-\xff]/.test(input) ? undefined : ours),
  parityOdd7bit: (input, ours) => (/[\x80-\xff]/.test(input) ? undefined : ours),
  removeComments: (input, ours) => (/\*\/|-->/.test(input) ? undefined : ours),
  removeWhitespace: (input, ours) => (input.includes("\xc2") ? undefined : ours),
  utf8toUnicode: (input, ours) => (input.includes("\0") ? undefined : ours),
};

const pieces = [
  ...[
    "%",
    "%4",
    "%41",
    "%u",
    "%u0041",
    "%uff21",
    "%zz",
    "+",
    "\\",
    "\\x",
    "\\x4",
    "\\u004",
    "\\u0041",
    "\\7",
  ],
  ...[
    "\\377",
    "&",
    "&#",
    "&#x",
    "&#65",
    "&lt",
    "&amp;",
    ";",
    "/*",
    "*/",
    "<!--",
    "-->",
    "--",
    "#",
    "/",
    "..",
    ".",
  ],
  ...[
    " ",
    "\t",
    "\r\n",
    "\v",
    "\0",
    "\xa0",
    "\xc3\xa9",
    "\xc0\xaf",
    "A",
    "z",
    "5",
    '"',
    "'",
    "^",
    ",",
    "(",
    "0x61",
  ],
];
const anyByte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
const awkward = fc
  .array(fc.oneof(fc.constantFrom(...pieces), anyByte), { maxLength: 9 })
  .map((parts) => parts.join(""));

const MAPPED = [
  [0x00a9, 0x43],
  [0x0391, 0x41],
  [0x2039, 0x3c],
  [0xff1c, 0x3c],
] as const;
const hex = (value: number): string => value.toString(16).padStart(4, "0");
const MAP_LINE = MAPPED.map(([from, to]) => `${hex(from)}:${hex(to).slice(2)}`).join(" ");
const MAP_FILE = `20127 (US-ASCII)\n${MAP_LINE}\n\n1252 (ANSI - Latin I)\n0100:41\n`;
const MAP_INPUTS = [
  ...["%u00a9", "%u0391", "%u2039script%u203a", "%uff1c", "%uff1d", "%u0041", "%u0100", "%U2039", "%u203"],
  ...["%41%u0391", "%u0000", "%u2f00", "+%u00A9+", "%u2039%", "%uu2039"],
];
