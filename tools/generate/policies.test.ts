import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPolicyDocument } from "#policy/check-document.ts";
import { policies } from "#policy/statement/policies.ts";
import { outputs } from "./policies.ts";

const [page = ""] = outputs().map(({ content }) => content);
const supported = policies.filter(({ refusal }) => refusal === undefined);

test("each policy that may be used has a section, in the order of the table", () => {
  const headings = Array.from(page.matchAll(/^## (\S+)$/gm), ([, name]) => name);
  assert.deepEqual(
    headings,
    supported.map(({ name }) => name),
  );
});

test("what is refused is told with the reason", () => {
  for (const { name, refusal } of policies) {
    assert.equal(page.includes(`| \`${name}\` | ${refusal} |`), refusal !== undefined, name);
  }
});

test("the examples are right", () => {
  const examples = Array.from(page.matchAll(/^## (\S+)$[^]*?```xml\n([^]*?)\n```/gm));
  assert.equal(examples.length, supported.length);
  for (const [, name = "", example = ""] of examples) {
    const sections = policies.find((policy) => policy.name === name)?.sections ?? [];
    // Examples of policies around others hold forward-request, which stands in backend only.
    const section = sections.includes("backend") ? "backend" : sections[0];
    const text = section === undefined ? example : `<policies><${section}>${example}</${section}></policies>`;
    assert.deepEqual(checkPolicyDocument(text, name, { takesUnsupported: true }), [], name);
  }
});

test("an attribute is told with its value, its default and whether it may be an expression", () => {
  assert.ok(
    page.includes(
      "| `count` | an integer from 1 to 50 | yes | required | how often they are run again at the most |",
    ),
  );
  assert.ok(
    page.includes("| `severity` | verbose, information, error |  | `verbose` | how much it matters |"),
  );
});
