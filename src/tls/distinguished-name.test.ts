import assert from "node:assert/strict";
import { test } from "node:test";
import { distinguishedName } from "./distinguished-name.ts";

test("every spelling of a name is the one that Node prints", () => {
  const printed = "C=DE\nO=Example, Inc.\nCN=edge-1";
  for (const text of [
    printed,
    "C=DE, O=Example, Inc., CN=edge-1",
    "C = DE, O = Example, Inc., CN = edge-1",
  ]) {
    assert.equal(distinguishedName(text), printed);
  }
  assert.equal(distinguishedName("CN=edge-1"), "CN=edge-1");
});
