// Expressions of real documents, and the documents themselves, as their authors published them.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { placesInText } from "#kernel/places-in-text.ts";
import { findExpressionEnd, isExpressionStart } from "#policy/expression/find-expression-end.ts";
import { parseExpressionSource } from "#policy/expression/parse-expression-source.ts";
import type { ExpressionSource } from "#policy/expression/syntax.ts";
import { shapeOf } from "../harness/expression-shape.ts";
import { needsShared, sharedPath } from "../harness/shared-data.ts";
import { expressionSourceText } from "./printer/expression-text.ts";

const EXPRESSIONS = "apim/expressions-expected.json";
const SNIPPETS = "apim/snippets";

/** Quotes that a formatter put after names of attributes, inside of strings too: no C# compiler takes it. */
const MANGLED = '="""';
/** Named values stand for text that is put in before an expression is read. */
const NAMED_VALUE = /\{\{[\w.-]+\}\}/g;

function flawsOf(text: string, file: string): string {
  const { diagnostics } = parseExpressionSource(text, placesInText(text, { file, line: 1, column: 1 }));
  return diagnostics.map(formatDiagnostic).join("\n");
}

function sourceOf(text: string): ExpressionSource {
  const { source } = parseExpressionSource(text, placesInText(text, { file: "f", line: 1, column: 1 }));
  assert.ok(source !== undefined, text);
  return source;
}

/** The rows of the data set, in its own form. */
const expressions = (): { id: number; expression: string }[] =>
  JSON.parse(readFileSync(sharedPath(EXPRESSIONS), "utf8"));

describe("every expression of the corpus is read", needsShared(EXPRESSIONS), () => {
  test("as it stands", () => {
    const rows = expressions();
    assert.ok(rows.length >= 374);
    for (const { id, expression } of rows)
      assert.equal(flawsOf(expression, `expression ${id}`), "", expression);
  });

  test("and printed, is read as the same tree", () => {
    for (const { expression } of expressions()) {
      const printed = expressionSourceText(sourceOf(expression));
      assert.equal(shapeOf(sourceOf(printed)), shapeOf(sourceOf(expression)));
    }
  });

  test("and ends where the document goes on", () => {
    for (const { expression } of expressions()) {
      const found = findExpressionEnd(`<a b="${expression}"/>`, 6);
      assert.deepEqual(found, { kind: "end", end: 6 + expression.length });
    }
  });
});

/** The expressions in a document, attributes' and elements' alike. */
function expressionsIn(document: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < document.length; at++) {
    if (!isExpressionStart(document, at)) continue;
    const expression = findExpressionEnd(document, at);
    if (expression.kind === "failure") {
      assert.ok(document.includes(MANGLED), `${document.slice(at, expression.at)}: ${expression.message}`);
      continue;
    }
    found.push(document.slice(at, expression.end));
    at = expression.end - 1;
  }
  return found;
}

const decoded = (text: string): string =>
  text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

describe("every expression of the sample documents is read", needsShared(SNIPPETS), () => {
  const folder = sharedPath(SNIPPETS);
  for (const file of needsShared(SNIPPETS).skip === false ? readdirSync(folder).sort() : []) {
    if (!file.endsWith(".xml")) continue;
    test(file, () => {
      const document = readFileSync(join(folder, file), "utf8").replaceAll(NAMED_VALUE, "0");
      for (const text of expressionsIn(document)) {
        if (text.includes(MANGLED)) continue;
        const flaws = flawsOf(text, file);
        if (flaws !== "") assert.equal(flawsOf(decoded(text), file), "", flaws);
      }
    });
  }
});
