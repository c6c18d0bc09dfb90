// One file of an API's description, JSON or YAML, as a value; where its parts stand is worked out only for
// the few that are reported.

import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, parseDocument } from "yaml";
import type { Diagnostic, Place } from "#kernel/diagnostic.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { type PlaceAt, placesInText } from "#kernel/places-in-text.ts";
import type { JsonValue } from "../contract.ts";
import { jsonOffset } from "./json-offset.ts";

export type SourceDocument = {
  readonly file: string;
  readonly value: JsonValue;
  /** The place of a part, by its keys; of what encloses it where it was not written. */
  readonly placeOf: (path: readonly string[]) => Place;
};

export type ReadDocument =
  | { readonly document: SourceDocument; readonly diagnostics: readonly [] }
  | { readonly document: undefined; readonly diagnostics: readonly Diagnostic[] };

/** `file` is the path as diagnostics show it. */
export function readDocument(text: string, file: string): ReadDocument {
  const { documentBytes } = defaultLimits.contract;
  const bare = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const placeAt = placesInText(bare, { file, line: 1, column: 1 });
  if (bare.length > documentBytes) {
    return failed([flaw(placeAt, 0, "document-too-large", `is longer than ${documentBytes} characters`)]);
  }
  const value = /^\s*[{[]/.test(bare) ? parseJson(bare) : undefined;
  if (value === undefined) return readYamlDocument(bare, file, placeAt);
  if (isTooDeep(value)) return failed([tooDeep(placeAt)]);
  const placeOf = (path: readonly string[]): Place => placeAt(jsonOffset(bare, path));
  return { document: { file, value, placeOf }, diagnostics: [] };
}

/** Undefined where it is not JSON: then it may still be YAML, which says better what is wrong. */
function parseJson(text: string): JsonValue | undefined {
  try {
    // JSON.parse gives values of JSON and nothing else.
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function readYamlDocument(text: string, file: string, placeAt: PlaceAt): ReadDocument {
  const document = parseDocument(text, {
    stringKeys: true,
    prettyErrors: false,
    logLevel: "error",
    merge: true,
  });
  if (document.errors.length > 0) return failed(syntaxErrors(document, placeAt));
  const value = valueOfYaml(document);
  if (typeof value === "object" && value !== null && "why" in value) {
    return failed([flaw(placeAt, 0, "too-many-aliases", value.why)]);
  }
  if (isTooDeep(value.value)) return failed([tooDeep(placeAt)]);
  const placeOf = (path: readonly string[]): Place => placeAt(yamlOffset(document, path));
  return { document: { file, value: value.value, placeOf }, diagnostics: [] };
}

/** The first of each line: what follows it there mostly comes of it. */
function syntaxErrors(document: Document, placeAt: PlaceAt): readonly Diagnostic[] {
  const first = new Map<number, Diagnostic>();
  for (const { pos, message } of document.errors) {
    const found = flaw(placeAt, pos[0], "syntax", message.charAt(0).toLowerCase() + message.slice(1));
    if (!first.has(found.line)) first.set(found.line, found);
  }
  return [...first.values()];
}

function valueOfYaml(document: Document): { readonly value: JsonValue } | { readonly why: string } {
  try {
    // The core schema of YAML 1.2 with keys that are texts has no values but those of JSON.
    const value = document.toJS({ maxAliasCount: defaultLimits.contract.maxAliases }) as
      | JsonValue
      | undefined;
    return { value: value ?? null };
  } catch {
    return { why: "aliases repeat too much" };
  }
}

/** Of a key its own place, since what follows it may stand on the next line. */
function yamlOffset(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of path) {
    const resolved: Node | undefined = isAlias(node)
      ? node.resolve(document)
      : isNode(node)
        ? node
        : undefined;
    let next: unknown;
    let near: unknown;
    if (isMap(resolved)) {
      const pair = resolved.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      next = pair?.value;
      near = pair?.key;
    } else if (isSeq(resolved)) {
      next = resolved.items[Number(key)];
      near = next;
    }
    if (near === undefined) return offset;
    offset = isNode(near) ? (near.range?.[0] ?? offset) : offset;
    node = next;
  }
  return offset;
}

/** Aliases can make what stands inside of itself. */
function isTooDeep(root: JsonValue): boolean {
  const { maxDocumentDepth } = defaultLimits.contract;
  const open: { readonly value: JsonValue; readonly depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value !== "object" || value === null) continue;
    if (depth > maxDocumentDepth) return true;
    for (const child of Object.values(value)) open.push({ value: child, depth: depth + 1 });
  }
  return false;
}

function failed(diagnostics: readonly Diagnostic[]): ReadDocument {
  return { document: undefined, diagnostics };
}

function flaw(placeAt: PlaceAt, offset: number, code: string, message: string): Diagnostic {
  return { ...placeAt(offset), severity: "error", code, message, hint: "" };
}

const tooDeep = (placeAt: PlaceAt): Diagnostic =>
  flaw(placeAt, 0, "too-deep", `nests deeper than ${defaultLimits.contract.maxDocumentDepth} levels`);
