import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "./schema.ts";
import { requiredClaims, textList } from "./token-elements.ts";

test("a list of texts holds one item at least, and many", () => {
  const { element, isRequired } = textList("issuers", "Issuers.", { name: "issuer", meaning: "One." });
  assert.equal(isRequired, undefined);
  assert.equal(element.name, "issuers");
  const [item, ...others] = element.children ?? [];
  assert.deepEqual(others, []);
  assert.equal(item?.element.name, "issuer");
  assert.deepEqual(item?.element.content, { kind: "text", takes: text, allowsExpression: true });
  assert.ok(item?.isRequired && item.isMany);
});

test("a claim has a name, and what its policy compares it by", () => {
  const { element } = requiredClaims({ name: "match", takes: text, meaning: "how" });
  const attributes = element.children?.[0]?.element.attributes ?? [];
  assert.deepEqual(
    attributes.map(({ name }) => name),
    ["name", "match"],
  );
});
