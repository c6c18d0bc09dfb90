import assert from "node:assert/strict";
import { test } from "node:test";
import { isBlindToCase } from "./before-case-change.ts";
import { compileRegex } from "./compile-regex.ts";
import type { RegexTree } from "./regex-tree.ts";

function treeOf(pattern: string): RegexTree {
  const regex = compileRegex(pattern, { isMultiLine: false, allowsBackreferences: true });
  assert.ok(!("flaw" in regex), pattern);
  return regex.tree;
}

const blind = ["", "(?:^|[/;])\\.{2,3}[/;]", "(?i)select.+from", "[0-9]*\\w\\b", "[^a-zA-Z]"];
for (const pattern of blind) {
  test(`/${pattern}/ matches alike in small letters and in capital ones`, () => {
    assert.equal(isBlindToCase(treeOf(pattern), "small"), true);
    assert.equal(isBlindToCase(treeOf(pattern), "capital"), true);
  });
}

for (const pattern of ["select", "/a?", "(?=x)1", "[^A-Z]", "[a-z]", "(.)\\1"]) {
  test(`/${pattern}/ does not`, () => {
    assert.equal(isBlindToCase(treeOf(pattern), "small") && isBlindToCase(treeOf(pattern), "capital"), false);
  });
}
