// Which operations an OpenAPI document lists (2.0, 3.0 and 3.1, JSON or YAML). No more of it is looked at:
// what requests and responses must hold is for the contract to read.

import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from "yaml";
import type { Diagnostic } from "#kernel/diagnostic.ts";

export type ListedOperation = {
  readonly id: string;
  readonly name: string;
  readonly method: string;
  readonly urlTemplate: string;
};

export type ListedOperations = {
  readonly operations: readonly ListedOperation[];
  readonly diagnostics: readonly Diagnostic[];
};

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];

export function readOpenApiOperations(text: string, file: string): ListedOperations {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const diagnostics: Diagnostic[] = [];
  const complain = (offset: number, code: string, message: string, hint: string): void => {
    const { line, col } = lines.linePos(offset);
    diagnostics.push({
      file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      severity: "error",
      code,
      message,
      hint,
    });
  };
  const [error] = document.errors;
  if (error !== undefined) {
    complain(
      error.pos[0],
      "bad-openapi",
      `the OpenAPI document cannot be read: ${error.message}`,
      "correct it",
    );
    return { operations: [], diagnostics };
  }
  const root = document.contents;
  const paths = isMap(root) ? nodeAt(root, "paths") : undefined;
  if (!isMap(root) || (textOf(root, "openapi") ?? textOf(root, "swagger")) === undefined || !isMap(paths)) {
    const hint = "it has openapi (or swagger) and paths at its top";
    complain(root?.range?.[0] ?? 0, "bad-openapi", "this is no OpenAPI document", hint);
    return { operations: [], diagnostics };
  }
  return { operations: distinct(listOperations(paths), complain), diagnostics };
}

type Found = ListedOperation & { readonly offset: number };

function listOperations(paths: YAMLMap): readonly Found[] {
  return paths.items.flatMap(({ key, value }) => {
    const template = isScalar(key) && typeof key.value === "string" ? key.value : "";
    if (!template.startsWith("/") || !isMap(value)) return [];
    return METHODS.flatMap((method): Found[] => {
      const operation = nodeAt(value, method);
      if (!isMap(operation)) return [];
      const operationId = textOf(operation, "operationId");
      const name = textOf(operation, "summary") ?? operationId ?? `${method.toUpperCase()} ${template}`;
      const id = idOf(operationId ?? `${method}-${template}`);
      const offset = operation.range?.[0] ?? 0;
      return [{ id, name, method: method.toUpperCase(), urlTemplate: template, offset }];
    });
  });
}

const MAX_ID_CHARS = 76;

/** As Azure makes names of them: small letters, digits and dashes, cut to fit. */
function idOf(text: string): string {
  const dashed = text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return dashed.replace(/^-|-$/g, "").slice(0, MAX_ID_CHARS);
}

function distinct(
  found: readonly Found[],
  complain: (offset: number, code: string, message: string, hint: string) => void,
): readonly ListedOperation[] {
  const seen = new Set<string>();
  return found.flatMap(({ offset, ...operation }) => {
    if (seen.has(operation.id)) {
      const message = `a second operation has the id ${operation.id}`;
      complain(offset, "duplicate-operation", message, "give each operationId once");
      return [];
    }
    seen.add(operation.id);
    return [operation];
  });
}

function nodeAt(map: YAMLMap, key: string): unknown {
  return map.get(key, true);
}

function textOf(map: YAMLMap, key: string): string | undefined {
  const node = nodeAt(map, key);
  const value = isScalar(node) ? node.value : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
