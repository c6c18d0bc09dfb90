// Bodies by media type, and the responses of an operation.

import type { JsonValue, MediaType, RequestContent, ResponseContract } from "../contract.ts";
import { type Cursor, child, flagAt, has, members } from "./cursor.ts";
import { readHeaders } from "./read-parameter.ts";
import type { Direction, SchemaRegistry } from "./schema-registry.ts";

/** Without parameters, in small letters. */
export function mediaTypeName(text: string): string {
  const end = text.indexOf(";");
  return (end < 0 ? text : text.slice(0, end)).trim().toLowerCase();
}

/** Undefined, and reported, where the reference leads nowhere. */
export function readRequest(registry: SchemaRegistry, at: Cursor): RequestContent | undefined {
  const body = registry.references.resolve(at);
  if (body === undefined) return undefined;
  return {
    isRequired: flagAt(body, "required") === true,
    content: readContent(registry, child(body, "content"), "request"),
  };
}

/** `contentOf` is where 2.0 and its successors differ. */
export function readResponses(
  registry: SchemaRegistry,
  responses: Cursor,
  contentOf: (response: Cursor) => readonly MediaType[],
): ResponseContract[] {
  const read: ResponseContract[] = [];
  for (const [status, at] of members(responses)) {
    if (status.startsWith("x-")) continue;
    const response = registry.references.resolve(at);
    if (response === undefined) continue;
    read.push({
      status: status === "default" ? status : status.toUpperCase(),
      headers: readHeaders(registry, child(response, "headers")),
      content: contentOf(response),
    });
  }
  return read;
}

export function readContent(registry: SchemaRegistry, content: Cursor, direction: Direction): MediaType[] {
  return members(content).map(([name, at]) => {
    const schema = child(at, "schema");
    return {
      contentType: mediaTypeName(name),
      schema: schema.value === undefined ? undefined : registry.nameOf(schema, direction),
      examples: readExamples(registry, at),
    };
  });
}

function readExamples(registry: SchemaRegistry, media: Cursor): JsonValue[] {
  const one = child(media, "example").value;
  const found: JsonValue[] = one === undefined ? [] : [one];
  for (const [, at] of members(child(media, "examples"))) {
    const example = registry.references.resolve(at);
    const value = example === undefined ? undefined : child(example, "value").value;
    if (value !== undefined) found.push(value);
    else if (example !== undefined && has(example, "externalValue")) {
      const message = "an example that lies elsewhere is not fetched";
      registry.report.warning(example, "external-example", message, "write it out as value");
    }
  }
  return found;
}
