import assert from "node:assert/strict";
import { test } from "node:test";
import { readSecretReference, secretReferenceText } from "./secret-reference.ts";

const right: Readonly<Record<string, readonly (string | undefined)[]>> = {
  crm: [undefined, "crm", undefined, undefined],
  "shop.key@12": [undefined, "shop.key", undefined, "12"],
  "corp/apps/shop#password@3": ["corp", "apps/shop", "password", "3"],
  "azure/crm-password@0a1b": ["azure", "crm-password", undefined, "0a1b"],
};

for (const [text, [provider, name, field, version]] of Object.entries(right)) {
  test(`a reference is read, and printed as it was: ${text}`, () => {
    const reference = readSecretReference(text);
    assert.deepEqual(reference, { provider, name, field, version });
    assert.equal(reference && secretReferenceText(reference), text);
  });
}

for (const text of [
  "",
  "a b",
  "crm@0",
  "crm@x",
  "/crm",
  "corp/",
  "corp/../sys",
  "corp/a/./b",
  "corp/a?b",
  "a%2fb",
]) {
  test(`what names no secret is refused: ${JSON.stringify(text)}`, () => {
    assert.equal(readSecretReference(text), undefined);
  });
}
