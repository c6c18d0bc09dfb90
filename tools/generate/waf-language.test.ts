import assert from "node:assert/strict";
import { test } from "node:test";
import { operators } from "#waf/operator/operator-table.ts";
import { operatorTable } from "#waf/seclang/operator-names.ts";
import { findTransformation, transformations } from "#waf/transformation/transformation-table.ts";
import { outputs } from "./waf-language.ts";

const [operatorPage = "", transformationPage = ""] = outputs().map(({ content }) => content);
const headings = (page: string): string[] =>
  Array.from(page.matchAll(/^## (\w+)/gm), ([, name = ""]) => name);

test("each operator that runs has a section, in the order of the table", () => {
  const names = operators.map(({ name }) => name);
  assert.deepEqual(headings(operatorPage).slice(0, -1), names);
});

test("each transformation has a section, in the order of the table", () => {
  const names = transformations.map(({ name }) => name);
  assert.deepEqual(headings(transformationPage), names);
});

test("a section has the description and every field", () => {
  const section = operatorPage.slice(
    operatorPage.indexOf("## pmFromFile, pmf"),
    operatorPage.indexOf("## rbl"),
  );
  assert.match(section, /^## pmFromFile, pmf\n\nAs pm, .*\n\n- \*\*Argument\*\*: .*\n- \*\*Returns\*\*: /);
  assert.match(section, /\n- \*\*Captures\*\*: TX\.0: .*\n- \*\*Example\*\*: `SecRule .*`\n/);
});

test("the examples of transformations are true", () => {
  const shown = transformationPage.split("\n## ").flatMap((section) => {
    const [, name = "", input = "", output] =
      /^(\w+)\n[^]*\*\*Example\*\*: `([^`]*)` becomes `([^`]*)`$/m.exec(section) ?? [];
    return output === undefined ? [] : [{ name, input, output }];
  });
  assert.ok(shown.length > 20);
  for (const { name, input, output } of shown) {
    const given = findTransformation(name)?.apply(input, { unicodeMap: undefined });
    assert.equal(given, output, name);
  }
});

test("what is refused is told with the reason", () => {
  for (const { name, note, isRefused } of operatorTable) {
    assert.equal(operatorPage.includes(`| \`@${name}\` | ${note} |`), isRefused, name);
  }
});
