import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addByte } from "../regex/byte-set.ts";
import { transformationNames } from "../seclang/transformation-names.ts";
import { findTransformation, transformations } from "./transformation-table.ts";

const settings = { unicodeMap: undefined };
const runs = 300;

/** Pieces at which some transformation looks; two or three of them make its hard cases. */
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
    "\\377",
  ],
  ...[
    "\\61 ",
    "\\\n",
    "&",
    "&#",
    "&#x",
    "&#65",
    "&lt",
    "&amp;",
    ";",
    "0x",
    "0x4",
    "0X4142",
    "/*",
    "*/",
    "<!--",
    "-->",
  ],
  ...[
    "--",
    "#",
    "/",
    "//",
    ".",
    "..",
    "/../",
    "/./",
    " ",
    "\t",
    "\r\n",
    "\v",
    "\f",
    "\0",
    "\x85",
    "\xa0",
    "\xc2",
  ],
  ...[
    "\xc3\xa9",
    "\xe2\x82\xac",
    "\xf0\x9f\x98\x80",
    "\xc0\xaf",
    "\xed\xa0\x80",
    "\xff",
    "A",
    "z",
    "5",
    '"',
    "'",
    "^",
  ],
  ...[",", "(", "=", "aGVsbG8=", "*"],
];
const latin1 = fc
  .array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes));
const awkward = fc.oneof(
  latin1,
  fc.array(fc.oneof(fc.constantFrom(...pieces), latin1), { maxLength: 8 }).map((parts) => parts.join("")),
);

const apply = (name: string, input: string): string => {
  const found = findTransformation(name);
  assert.ok(found, name);
  return found.apply(input, settings);
};

for (const { name, apply: transform, triggers } of transformations) {
  test(`${name} gives its input where no trigger is in it, and bytes in any case`, () => {
    fc.assert(
      fc.property(awkward, (input) => {
        const output = transform(input, settings);
        assert.match(output, /^[\0-\xff]*$/);
        if (triggers !== undefined && !triggers.test(input)) assert.equal(output, input);
      }),
      { numRuns: runs },
    );
  });
}

const word = fc.string({ unit: fc.constantFrom(..."abcxyzABCXYZ0159_u"), minLength: 1, maxLength: 8 });
const words = fc
  .tuple(word, fc.array(fc.tuple(fc.constantFrom(".", "-"), word), { maxLength: 4 }))
  .map(([first, rest]) => first + rest.flat().join(""));

for (const { name, apply: transform, onWords, triggers, mayLengthen } of transformations) {
  test(`${name} does to words, and to the length of a text, what it says at the most`, () => {
    fc.assert(
      fc.property(words, (input) => {
        const output = transform(input, settings);
        if (onWords === "nothing") assert.equal(output, input);
        if (onWords === "case") assert.equal(output.toLowerCase(), input.toLowerCase());
        if (triggers !== undefined && !triggers.test(input)) assert.equal(output, input);
      }),
      { numRuns: runs },
    );
    fc.assert(
      fc.property(awkward, (input) => {
        if (mayLengthen !== true) assert.ok(transform(input, settings).length <= input.length);
      }),
      { numRuns: runs },
    );
  });
}

for (const { name, apply: transform, noteMade, onlyRemoves, swaps, triggers } of transformations) {
  if (noteMade !== undefined) {
    test(`${name} notes the bytes and the length of what it makes`, () => {
      const noted = new Uint32Array(8).fill(0xffffffff);
      fc.assert(
        fc.property(fc.oneof(words, awkward), (input) => {
          const output = transform(input, settings);
          assert.equal(noteMade(input, noted), output.length);
          const bytes = new Uint32Array(8);
          for (const byte of Buffer.from(output, "latin1")) addByte(bytes, byte);
          assert.deepEqual(noted, bytes);
        }),
        { numRuns: runs },
      );
    });
  }
  if (swaps !== undefined) {
    test(`${name} makes of ${swaps.length} of its bytes always the same`, () => {
      const swap = (char: string): string => {
        const [, to] = swaps.find(([from]) => from === char.charCodeAt(0)) ?? [];
        return to === undefined ? char : String.fromCharCode(to);
      };
      const isOther = (char: string): boolean => triggers?.test(char) === true && swap(char) === char;
      fc.assert(
        fc.property(fc.oneof(words, awkward), (input) => {
          const plain = [...input].filter((char) => !isOther(char));
          const expected = plain.map(swap).join("");
          assert.equal(transform(plain.join(""), settings), expected);
        }),
        { numRuns: runs },
      );
    });
  }
  if (onlyRemoves === true) {
    test(`${name} leaves bytes out at the most`, () => {
      fc.assert(
        fc.property(fc.oneof(words, awkward), (input) => {
          let at = 0;
          for (const char of transform(input, settings)) {
            at = input.indexOf(char, at) + 1;
            assert.ok(at > 0);
          }
        }),
        { numRuns: runs },
      );
    });
  }
}

test("what SecLang's table of names takes is here, and nothing else", () => {
  assert.deepEqual(
    transformations.map(({ name }) => name),
    transformationNames.toSorted(),
  );
});

test("transformations are found in any case, and by both spellings of normalize", () => {
  assert.equal(findTransformation("URLDECODEUNI")?.name, "urlDecodeUni");
  assert.equal(findTransformation("normalisePath"), findTransformation("normalizePath"));
  assert.equal(findTransformation("normalisePathWin"), findTransformation("normalizePathWin"));
  assert.equal(findTransformation("urlDecodeAll"), undefined);
});

const inverses = [
  ["urlEncode", "urlDecode"],
  ["urlEncode", "urlDecodeUni"],
  ["hexEncode", "hexDecode"],
  ["base64Encode", "base64Decode"],
  ["base64Encode", "base64DecodeExt"],
] as const;

for (const [encode, decode] of inverses) {
  test(`${decode} takes back what ${encode} does`, () => {
    fc.assert(
      fc.property(awkward, (input) => assert.equal(apply(decode, apply(encode, input)), input)),
      { numRuns: runs },
    );
  });
}

const repeatable = [
  ...[
    "lowercase",
    "uppercase",
    "compressWhitespace",
    "removeWhitespace",
    "removeNulls",
    "replaceNulls",
    "trim",
  ],
  ...["trimLeft", "trimRight", "normalizePath", "normalizePathWin", "parityEven7bit", "parityOdd7bit"],
  ...["parityZero7bit"],
];

for (const name of repeatable) {
  test(`${name} changes nothing the second time`, () => {
    fc.assert(
      fc.property(awkward, (input) => {
        const once = apply(name, input);
        assert.equal(apply(name, once), once);
      }),
      { numRuns: runs },
    );
  });
}

const QUARTER_MEGABYTE = 1 << 18;

// A cost that grew with the square would take hours here; how long it takes is not asserted.
test("a quarter of a megabyte made of the hardest pieces is done with", { timeout: 120_000 }, () => {
  for (const piece of [...pieces, "a/../", "a/", "&#9", "/*x*/", "\\x41"]) {
    const input = piece.repeat(QUARTER_MEGABYTE / piece.length);
    for (const { apply: transform } of transformations) transform(input, settings);
  }
});

test("a result does not change when the next one is made", () => {
  const first = apply("urlDecode", "%41%42");
  apply("urlDecode", "%43%44");
  assert.equal(first, "AB");
});
