// The operations of a description: what both generations have in common. How an operation's parameters, body
// and responses are written is for the reader of its generation.

import type { Operation, Parameter } from "../contract.ts";
import { parametersOfTemplate } from "../match/url-template.ts";
import { type Cursor, child, has, items, textAt } from "./cursor.ts";
import { type DescribedOperation, describedOperations } from "./described-operations.ts";
import { readParameter } from "./read-parameter.ts";
import type { SchemaRegistry } from "./schema-registry.ts";

/** What the reader of a generation makes of one operation. */
export type OperationContent = Pick<Operation, "request" | "responses">;
export type ReadOperationContent = (operation: Cursor, parameters: readonly Cursor[]) => OperationContent;

/** A body of these means nothing (RFC 9110 §9.3), and is left out as Azure does. */
const WITHOUT_BODY = ["GET", "HEAD", "OPTIONS"];

export function readOperations(
  registry: SchemaRegistry,
  root: Cursor,
  read: ReadOperationContent,
): Operation[] {
  return describedOperations(registry, root).map((described) => readOperation(registry, described, read));
}

function readOperation(
  registry: SchemaRegistry,
  { id, displayName, method, urlTemplate, pathItem, at }: DescribedOperation,
  read: ReadOperationContent,
): Operation {
  const parameters = parametersOf(registry, pathItem, at);
  warnOfExtras(registry, at);
  const content = read(at, parameters);
  return {
    id,
    displayName,
    method,
    urlTemplate,
    parameters: readParameters(registry, at, parameters, urlTemplate),
    request: WITHOUT_BODY.includes(method) ? undefined : content.request,
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
