// Descriptions of APIs, OpenAPI 2.0, 3.0 and 3.1, JSON or YAML: from their text to a contract, or to all that
// is wrong with them; and what of them nothing here will look at.

import { compareDiagnostics, type Diagnostic } from "#kernel/diagnostic.ts";
import type { Contract, SpecificationVersion } from "./contract.ts";
import { readDocument, type SourceDocument } from "./document/source-document.ts";
import { checkValidity } from "./openapi/check-validity.ts";
import { rootOf } from "./openapi/cursor.ts";
import { ImportReport } from "./openapi/import-report.ts";
import { readV2 } from "./openapi/read-v2.ts";
import { readV3 } from "./openapi/read-v3.ts";
import { type FileSource, References } from "./openapi/references.ts";
import { SchemaRegistry } from "./openapi/schema-registry.ts";
import { unknownVersion, versionOf } from "./openapi/specification.ts";

export type { FileSource } from "./openapi/references.ts";

export type OpenApiOptions = {
  /** Files that references lead to; none where it is absent. */
  readonly files?: FileSource;
  /**
   * What becomes of a construct that cannot be validated (a pattern with lookarounds, say): `refuse` makes an
   * error of it, `report` a warning, and then nothing is held against it.
   */
  readonly unsupported?: "refuse" | "report";
};

export type OpenApiResult = {
  /** Undefined exactly when a diagnostic is an error. */
  readonly contract: Contract | undefined;
  /** In the order of their places. */
  readonly diagnostics: readonly Diagnostic[];
};

/** @param file the path of the text, as diagnostics show it and as its references are relative to */
export async function readOpenApi(
  text: string,
  file: string,
  options: OpenApiOptions = {},
): Promise<OpenApiResult> {
  const { document, diagnostics } = readDocument(text, file);
  if (document === undefined) return { contract: undefined, diagnostics };
  const root = rootOf(document);
  const version = versionOf(root);
  if (version === undefined) return { contract: undefined, diagnostics: [unknownVersion(root)] };
  const invalid = await checkValidity(document);
  if (invalid.length > 0) return { contract: undefined, diagnostics: invalid };
  return readContract(document, version, text, options);
}

function readContract(
  document: SourceDocument,
  version: SpecificationVersion,
  text: string,
  options: OpenApiOptions,
): OpenApiResult {
  const report = new ImportReport(options.unsupported === "report" ? "warning" : "error");
  const references = new References(document, options.files ?? (() => undefined), report);
  const hasDirections = /\b(?:readOnly|writeOnly)\b/.test(text) || options.files !== undefined;
  const root = rootOf(document);
  const registry = new SchemaRegistry(root, version, references, report, hasDirections);
  const read = version === "2.0" ? readV2(registry, root) : readV3(registry, root);
  const schemas = registry.readAll();
  const diagnostics = [...report.sorted(), ...references.diagnostics].toSorted(compareDiagnostics);
  if (diagnostics.some(({ severity }) => severity === "error")) return { contract: undefined, diagnostics };
  return { contract: { ...read, basePath: basePathOf(read.servers), schemas }, diagnostics };
}

/** Of an address the path, without a slash at its end. */
function basePathOf(servers: readonly string[]): string {
  const [first = ""] = servers;
  const path = first.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, "").replace(/[?#][^]*$/, "");
  const bare = path.replace(/\/$/, "");
  return bare === "" || bare.startsWith("/") ? bare : `/${bare}`;
}
