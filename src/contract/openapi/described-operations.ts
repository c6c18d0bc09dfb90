// Which operations a description has, and what they are called: the one reading for whoever lists them, and
// for the contract.

import { readTemplate } from "../match/url-template.ts";
import { type Cursor, child, has, members, textAt } from "./cursor.ts";
import type { ImportReport } from "./import-report.ts";
import { OperationIds } from "./operation-id.ts";
import type { References } from "./references.ts";

export type DescribedOperation = {
  readonly id: string;
  readonly displayName: string;
  /** Upper case. */
  readonly method: string;
  readonly urlTemplate: string;
  readonly pathItem: Cursor;
  readonly at: Cursor;
};

/** How references are followed, and who is told of mistakes. */
export type Reading = { readonly references: References; readonly report: ImportReport };

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** `x-ms-paths` holds paths that differ in their queries only. */
export function describedOperations(reading: Reading, root: Cursor): readonly DescribedOperation[] {
  const ids = new OperationIds();
  const taken = new Map<string, string>();
  const operations: DescribedOperation[] = [];
  for (const [template, at] of [...members(child(root, "paths")), ...members(child(root, "x-ms-paths"))]) {
    if (template.startsWith("x-")) continue;
    const pathItem = reading.references.resolve(at);
    const shape = shapeOf(reading, at, template);
    if (pathItem === undefined || shape === undefined) continue;
    for (const method of METHODS.filter((name) => has(pathItem, name))) {
      if (isTaken(reading, at, `${method} ${shape}`, template, taken)) break;
      operations.push(describedOperation(pathItem, template, method, ids));
    }
  }
  return operations;
}

function describedOperation(
  pathItem: Cursor,
  urlTemplate: string,
  key: string,
  ids: OperationIds,
): DescribedOperation {
  const at = child(pathItem, key);
  const method = key.toUpperCase();
  const written = textAt(at, "operationId");
  const id = ids.next(written, method, urlTemplate);
  const displayName = textAt(at, "summary") ?? written ?? `${method} ${urlTemplate}`;
  return { id, displayName, method, urlTemplate, pathItem, at };
}

/** Undefined, and reported, for what is no template. */
function shapeOf({ report }: Reading, at: Cursor, template: string): string | undefined {
  const parsed = readTemplate(template);
  if (typeof parsed !== "string") return parsed.shape;
  report.error(at, "bad-template", `the path ${template} ${parsed}`, "write it as /items/{id}");
  return undefined;
}

/** Two templates that differ in the names of their parameters only are one to a request. */
function isTaken(
  { report }: Reading,
  at: Cursor,
  key: string,
  template: string,
  taken: Map<string, string>,
): boolean {
  const same = taken.get(key);
  taken.set(key, template);
  if (same === undefined) return false;
  const message = `the path ${template} matches the same requests as ${same}`;
  report.error(at, "same-template", message, "keep one of the two");
  return true;
}
