import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ReferenceSource, resolveReferences } from "./reference.ts";

const environment: Readonly<Record<string, string>> = { NAME: "value", EMPTY: "", NESTED: "${env:NAME}" };
const contents: Readonly<Record<string, string>> = {
  secret: "s3cret\n",
  windows: "s3cret\r\n",
  two: "a\n\n",
};

const source: ReferenceSource = {
  env: (name) => environment[name],
  file: (path) => {
    const text = contents[path];
    return text === undefined ? { why: "there is no such file" } : { text };
  },
  secret: (body) => {
    if (body === "later") return { pending: true };
    if (body === "old") return { text: "0ld", warning: { code: "secret-due", message: "due", hint: "" } };
    return body === "crm"
      ? { text: "s3cret" }
      : { code: "unknown-secret", message: `there is no secret ${body}`, hint: "" };
  },
};

const cases: readonly (readonly [string, string, string])[] = [
  ["a variable", "${env:NAME}", "value"],
  ["a variable inside a text", "a-${env:NAME}-b-${env:NAME}", "a-value-b-value"],
  ["the default of an unset variable", "${env:NONE:-other}", "other"],
  ["the default of an empty variable", "${env:EMPTY:-other}", "other"],
  ["an empty default", "${env:NONE:-}", ""],
  ["a default with colons and dashes", "${env:NONE:-http://a:1/-b}", "http://a:1/-b"],
  ["a secret", "Bearer ${secret:crm}", "Bearer s3cret"],
  ["a secret that is due", "${secret:old}", "0ld"],
  ["an empty variable", "[${env:EMPTY}]", "[]"],
  ["a file without its last line break", "${file:secret}", "s3cret"],
  ["a file with a line break of Windows", "${file:windows}", "s3cret"],
  ["one line break of two", "${file:two}", "a\n"],
  ["two characters that stand for themselves", "$${env:NAME} and $5", "${env:NAME} and $5"],
  ["nothing inside of what a reference brought in", "${env:NESTED}", "${env:NAME}"],
];

for (const [name, text, expected] of cases) {
  test(`a text is resolved: ${name}`, () => {
    const resolved = resolveReferences(text, source);
    assert.deepEqual(resolved.flaws, []);
    assert.equal(resolved.text, expected);
  });
}

test("a text that is one reference and nothing else is known as such", () => {
  assert.equal(resolveReferences("${env:NAME}", source).isWhole, true);
  assert.equal(resolveReferences("${env:NAME} ", source).isWhole, false);
  assert.equal(resolveReferences("${env:NAME}${env:NAME}", source).isWhole, false);
  assert.equal(resolveReferences("$${env:NAME}", source).isWhole, false);
});

const flaws: readonly (readonly [string, string, number])[] = [
  ["x ${env:NONE}", "unset-variable", 2],
  ["${file:none}", "unreadable-file", 0],
  ["${NAME}", "bad-reference", 0],
  ["${env:}", "bad-reference", 0],
  ["${env:a-b}", "bad-reference", 0],
  ["${file:}", "bad-reference", 0],
  ["ab ${env:NAME", "bad-reference", 3],
];

for (const [text, code, at] of flaws) {
  test(`${text} is refused as a reference`, () => {
    const [flaw] = resolveReferences(text, source).flaws;
    assert.equal(flaw?.code, code);
    assert.equal(flaw?.at, at);
  });
}

test("what a reference resolves to is in no message", () => {
  for (const text of ["${env:NAME} ${env:NONE}", "${file:secret} ${file:none} ${x}"]) {
    const told = JSON.stringify(resolveReferences(text, source).flaws);
    assert.ok(!told.includes('value"') && !told.includes("s3cret"), told);
  }
});

test("a text without a dollar sign stays as it is", () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes("$")),
      (text) => {
        assert.deepEqual(resolveReferences(text, source), {
          text,
          hasReferences: false,
          isWhole: false,
          flaws: [],
          warnings: [],
          isPending: false,
        });
      },
    ),
  );
});

test("a secret that is not known yet is no mistake, and one that is due is told with its place in the text", () => {
  const later = resolveReferences("a ${secret:later}", source);
  assert.deepEqual([later.flaws, later.isPending], [[], true]);
  const [warning] = resolveReferences("ab ${secret:old}", source).warnings;
  assert.equal(warning?.at, 3);
  assert.equal(warning?.reference, "${secret:old}");
  assert.equal(resolveReferences("${secret:none}", source).flaws[0]?.code, "unknown-secret");
});
