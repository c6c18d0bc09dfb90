// The operations of a description: what both generations have in common. How an operation's parameters, body
// and responses are written is for the reader of its generation.

import type { Operation, Parameter } from "../contract.ts";
import { parametersOfTemplate, readTemplate } from "../match/url-template.ts";
import { type Cursor, child, has, items, members, textAt } from "./cursor.ts";
import { OperationIds } from "./operation-id.ts";
import { readParameter } from "./read-parameter.ts";
import type { SchemaRegistry } from "./schema-registry.ts";

/** What the reader of a generation makes of one operation. */
export type OperationContent = Pick<Operation, "request" | "responses">;
export type ReadOperationContent = (operation: Cursor, parameters: readonly Cursor[]) => OperationContent;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/** A body of these means nothing (RFC 9110 §9.3), and is left out as Azure does. */
const WITHOUT_BODY = ["GET", "HEAD", "OPTIONS"];

/** `x-ms-paths` holds paths that differ in their queries only. */
export function readOperations(
  registry: SchemaRegistry,
  root: Cursor,
  read: ReadOperationContent,
): Operation[] {
  const ids = new OperationIds();
  const taken = new Map<string, string>();
  const operations: Operation[] = [];
  for (const [template, at] of [...members(child(root, "paths")), ...members(child(root, "x-ms-paths"))]) {
    if (template.startsWith("x-")) continue;
    const pathItem = registry.references.resolve(at);
    const shape = shapeOf(registry, at, template);
    if (pathItem === undefined || shape === undefined) continue;
    for (const method of METHODS.filter((name) => has(pathItem, name))) {
      if (isTaken(registry, at, `${method} ${shape}`, template, taken)) break;
      operations.push(readOperation(registry, pathItem, template, method, ids, read));
    }
  }
  return operations;
}

/** Undefined, and reported, for what is no template. */
function shapeOf(registry: SchemaRegistry, at: Cursor, template: string): string | undefined {
  const parsed = readTemplate(template);
  if (typeof parsed !== "string") return parsed.shape;
  registry.report.error(at, "bad-template", `the path ${template} ${parsed}`, "write it as /items/{id}");
  return undefined;
}

/** Two templates that differ in the names of their parameters only are one to a request. */
function isTaken(
  registry: SchemaRegistry,
  at: Cursor,
  key: string,
  template: string,
  taken: Map<string, string>,
): boolean {
  const same = taken.get(key);
  taken.set(key, template);
  if (same === undefined) return false;
  const message = `the path ${template} matches the same requests as ${same}`;
  registry.report.error(at, "same-template", message, "keep one of the two");
  return true;
}

function readOperation(
  registry: SchemaRegistry,
  pathItem: Cursor,
  template: string,
  method: string,
  ids: OperationIds,
  read: ReadOperationContent,
): Operation {
  const at = child(pathItem, method);
  const parameters = parametersOf(registry, pathItem, at);
  const name = method.toUpperCase();
  const id = ids.next(textAt(at, "operationId"), name, template);
  warnOfExtras(registry, at);
  const content = read(at, parameters);
  return {
    id,
    displayName: textAt(at, "summary") ?? textAt(at, "operationId") ?? `${name} ${template}`,
    method: name,
    urlTemplate: template,
    parameters: readParameters(registry, at, parameters, template),
    request: WITHOUT_BODY.includes(name) ? undefined : content.request,
    responses: content.responses,
  };
}

/** Those of the operation take the place of the path's. */
function parametersOf(registry: SchemaRegistry, pathItem: Cursor, operation: Cursor): readonly Cursor[] {
  const found = new Map<string, Cursor>();
  for (const at of [...items(child(pathItem, "parameters")), ...items(child(operation, "parameters"))]) {
    const cursor = registry.references.resolve(at);
    if (cursor !== undefined) found.set(`${textAt(cursor, "in")} ${textAt(cursor, "name")}`, cursor);
  }
  return [...found.values()];
}

function readParameters(
  registry: SchemaRegistry,
  operation: Cursor,
  cursors: readonly Cursor[],
  template: string,
): Parameter[] {
  const named = new Set(parametersOfTemplate(template));
  const read: Parameter[] = [];
  for (const cursor of cursors) {
    const parameter = readParameter(registry, cursor);
    if (parameter === undefined) continue;
    if (parameter.in === "path" && !named.has(parameter.name)) {
      const message = `the parameter ${parameter.name} does not stand in the path ${template}`;
      registry.report.error(cursor, "unused-path-parameter", message, `put {${parameter.name}} into it`);
      continue;
    }
    if (parameter.in === "path" || template.includes("?")) named.delete(parameter.name);
    read.push(parameter);
  }
  for (const name of named) {
    const message = `the parameter ${name} of the path ${template} is not described, and any text fits it`;
    registry.report.warning(operation, "undescribed-path-parameter", message, "describe it under parameters");
  }
  return read;
}

const EXTRAS: readonly (readonly [key: string, message: string, hint: string])[] = [
  ["servers", "servers of a single operation are not looked at", "set the backend in the operation's policy"],
  [
    "callbacks",
    "callbacks are calls of the backend, and not validated",
    "describe them as an API of their own",
  ],
];

function warnOfExtras(registry: SchemaRegistry, operation: Cursor): void {
  for (const [key, message, hint] of EXTRAS) {
    if (has(operation, key)) registry.report.warning(child(operation, key), `ignored-${key}`, message, hint);
  }
}
