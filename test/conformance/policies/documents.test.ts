// Microsoft's 59 sample documents, as they are: read, checked, every expression compiled.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Diagnostic, Severity } from "#kernel/diagnostic.ts";
import { checkPolicyDocument } from "#policy/check-document.ts";
import { needsShared, sharedPath } from "../../harness/shared-data.ts";
import { refusedDocuments, warnedDocuments } from "./refused-documents.ts";

const folder = sharedPath("apim/snippets");
const files = globSync("*.xml", { cwd: folder }).toSorted();

describe("sample documents", needsShared("apim/snippets"), () => {
  test("all 59 are there", () => {
    assert.equal(files.length, 59);
  });

  test("those that are refused or warned of are among them", () => {
    const known = [...refusedDocuments.keys(), ...warnedDocuments.keys()];
    assert.deepEqual(
      known.filter((file) => !files.includes(file)),
      [],
    );
  });

  for (const file of files) {
    const refused = refusedDocuments.get(file);
    test(refused === undefined ? `${file} is taken` : `${file} is refused: ${refused.reason}`, () => {
      const text = readFileSync(join(folder, file), "utf8");
      const found = checkPolicyDocument(text, file, { takesUnsupported: true });
      const messages = found.map(({ message }) => message).join("\n");
      assert.deepEqual(placesOf(found, "error"), refused?.diagnostics ?? [], messages);
      const azureRefuses = found.filter(({ code }) => lenient.has(code));
      assert.deepEqual(placesOf(azureRefuses, "warning"), warnedDocuments.get(file) ?? [], messages);
    });
  }
});

/** What is said where a mistake is read by what it can only mean. */
const lenient: ReadonlySet<string> = new Set(["called-like-a-method", "text-as-number"]);

function placesOf(found: readonly Diagnostic[], severity: Severity): string[] {
  return found
    .filter((one) => one.severity === severity)
    .map(({ line, column, code }) => `${line}:${column} ${code}`);
}
