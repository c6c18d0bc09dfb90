// Which operations a description lists (OpenAPI 2.0, 3.0 and 3.1, JSON or YAML), as the contract reads them.
// No more of it is looked at: what requests and responses must hold is for read-openapi.ts.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import { readDocument, type SourceDocument } from "./document/source-document.ts";
import { type Cursor, has, rootOf } from "./openapi/cursor.ts";
import { describedOperations } from "./openapi/described-operations.ts";
import { ImportReport } from "./openapi/import-report.ts";
import { type FileSource, References } from "./openapi/references.ts";
import { unknownVersion, versionOf } from "./openapi/specification.ts";

export type ListedOperation = {
  readonly id: string;
  readonly name: string;
  readonly method: string;
  readonly urlTemplate: string;
};

export type ListedOperations = {
  readonly operations: readonly ListedOperation[];
  /** All of them errors. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was read; undefined where it is no description. */
  readonly document: SourceDocument | undefined;
};

/**
 * @param file the path of the text, as diagnostics show it and as its references are relative to
 * @param files the text of a file that a path is described in
 */
export function listOperations(
  text: string,
  file: string,
  files: FileSource = () => undefined,
): ListedOperations {
  const { document, diagnostics } = readDocument(text, file);
  if (document === undefined) return { operations: [], diagnostics, document };
  const root = rootOf(document);
  const flaw = versionOf(root) === undefined ? unknownVersion(root) : missingPaths(root);
  if (flaw !== undefined) return { operations: [], diagnostics: [flaw], document: undefined };
  const report = new ImportReport("error");
  const references = new References(document, files, report);
  const operations = describedOperations({ references, report }, root).map(
    ({ id, displayName, method, urlTemplate }) => ({ id, name: displayName, method, urlTemplate }),
  );
  return { operations, diagnostics: [...report.sorted(), ...references.diagnostics], document };
}

function missingPaths(root: Cursor): Diagnostic | undefined {
  if (has(root, "paths") || has(root, "x-ms-paths")) return undefined;
  const place = root.document.placeOf([]);
  const message = "the description has no paths";
  return {
    ...place,
    severity: "error",
    code: "no-paths",
    message,
    hint: "describe its operations under paths",
  };
}
