// JSON schemas that stand alone, as Azure keeps them for a whole service: the document or a part of it, with
// references inside of it.

import { compareDiagnostics, type Diagnostic } from "#kernel/diagnostic.ts";
import type { Contract, JsonSchema } from "./contract.ts";
import { readDocument } from "./document/source-document.ts";
import { type Cursor, rootOf } from "./openapi/cursor.ts";
import { ImportReport } from "./openapi/import-report.ts";
import { References } from "./openapi/references.ts";
import { SchemaRegistry } from "./openapi/schema-registry.ts";

export type ReadSchemas = {
  /** Undefined exactly when a diagnostic is an error. */
  readonly contract: Contract | undefined;
  /** In `contract.schemas`; empty where there is none. */
  readonly name: string;
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Of JSON Schema 2020-12, and of older drafts what they have in common with it.
 * @param part `#/definitions/address`; undefined for the whole
 */
export function readJsonSchema(text: string, file: string, part: string | undefined): ReadSchemas {
  const { document, diagnostics } = readDocument(text, file);
  if (document === undefined) return { contract: undefined, name: "", diagnostics };
  const report = new ImportReport("error");
  const references = new References(document, () => undefined, report);
  const root = rootOf(document);
  const registry = new SchemaRegistry(root, "3.1", references, report, false);
  const cursor = part === undefined ? root : references.follow(root, part);
  const name = cursor === undefined ? undefined : registry.nameOf(withoutId(cursor), "request");
  const schemas = registry.readAll();
  const found = [...report.sorted(), ...references.diagnostics].toSorted(compareDiagnostics);
  if (name === undefined || found.some(({ severity }) => severity === "error")) {
    return { contract: undefined, name: "", diagnostics: found };
  }
  return { contract: contractOf(schemas), name, diagnostics: found };
}

/** Its own name says where it came from; nothing here refers to it by that. */
function withoutId(cursor: Cursor): Cursor {
  const { value } = cursor;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return cursor;
  return { ...cursor, value: Object.fromEntries(Object.entries(value).filter(([key]) => key !== "$id")) };
}

function contractOf(schemas: { readonly [name: string]: JsonSchema }): Contract {
  const head = { title: "", version: "", specification: "3.1", servers: [], basePath: "" } as const;
  return { ...head, operations: [], schemas };
}
