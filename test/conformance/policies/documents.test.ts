// Microsoft's 59 sample documents, as they are: read, checked, every expression compiled.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { checkPolicyDocument } from "#policy/check-document.ts";
import { needsShared, sharedPath } from "../../harness/shared-data.ts";
import { refusedDocuments } from "./refused-documents.ts";

const folder = sharedPath("apim/snippets");
const files = globSync("*.xml", { cwd: folder }).toSorted();

describe("sample documents", needsShared("apim/snippets"), () => {
  test("all 59 are there", () => {
    assert.equal(files.length, 59);
  });

  test("those that are refused are among them", () => {
    const missing = [...refusedDocuments.keys()].filter((file) => !files.includes(file));
    assert.deepEqual(missing, []);
  });

  for (const file of files) {
    const refused = refusedDocuments.get(file);
    test(refused === undefined ? `${file} is taken` : `${file} is refused: ${refused.reason}`, () => {
      const text = readFileSync(join(folder, file), "utf8");
      const errors = checkPolicyDocument(text, file, { takesUnsupported: true }).filter(
        ({ severity }) => severity === "error",
      );
      assert.deepEqual(
        errors.map(({ line, column, code }) => `${line}:${column} ${code}`),
        refused?.diagnostics ?? [],
        errors.map(({ message }) => message).join("\n"),
      );
    });
  }
});
