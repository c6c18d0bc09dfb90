// Parameters and headers of a description, in the ways of both generations.

import type { Parameter, ParameterPlace, ParameterStyle } from "../contract.ts";
import { type Cursor, child, flagAt, has, members, textAt } from "./cursor.ts";
import { mediaTypeName } from "./read-content.ts";
import type { Direction, SchemaRegistry } from "./schema-registry.ts";

const STYLES: readonly ParameterStyle[] = [
  ...(["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"] as const),
];

const DEFAULT_STYLE: Readonly<Record<ParameterPlace, ParameterStyle>> = {
  path: "simple",
  query: "form",
  header: "simple",
  cookie: "form",
};

/** Undefined, and reported, where it has no name or stands nowhere; also for what 2.0 calls body and form. */
export function readParameter(registry: SchemaRegistry, cursor: Cursor): Parameter | undefined {
  const name = textAt(cursor, "name");
  const place = placeOf(textAt(cursor, "in"));
  if (name === undefined || place === undefined) return undefined;
  if (place === "cookie") {
    const hint = "look at the header Cookie in a policy";
    registry.report.warning(cursor, "cookie-parameter", `the cookie ${name} is not validated`, hint);
  }
  return readValue(registry, cursor, name, place, "request");
}

/** Those of a response; `Content-Type` is told by the content, whatever stands here (OpenAPI 3.1 §4.8.17). */
export function readHeaders(registry: SchemaRegistry, headers: Cursor): Parameter[] {
  const read: Parameter[] = [];
  for (const [name, at] of members(headers)) {
    const cursor = registry.references.resolve(at);
    if (cursor === undefined || name.toLowerCase() === "content-type") continue;
    read.push(readValue(registry, cursor, name, "header", "response"));
  }
  return read;
}

function placeOf(text: string | undefined): ParameterPlace | undefined {
  return text === "path" || text === "query" || text === "header" || text === "cookie" ? text : undefined;
}

function readValue(
  registry: SchemaRegistry,
  cursor: Cursor,
  name: string,
  place: ParameterPlace,
  direction: Direction,
): Parameter {
  const isRequired = place === "path" || flagAt(cursor, "required") === true;
  const common = { name, in: place, isRequired };
  if (registry.version === "2.0") {
    return {
      ...common,
      ...collectionStyle(registry, cursor),
      schema: registry.nameOf(cursor, direction),
      contentType: undefined,
    };
  }
  const [media] = members(child(cursor, "content"));
  const schema = child(media?.[1] ?? cursor, "schema");
  const style = STYLES.find((known) => known === textAt(cursor, "style")) ?? DEFAULT_STYLE[place];
  return {
    ...common,
    style,
    explode: flagAt(cursor, "explode") ?? style === "form",
    schema: schema.value === undefined ? undefined : registry.nameOf(schema, direction),
    contentType: media === undefined ? undefined : mediaTypeName(media[0]),
  };
}

type Written = { readonly style: ParameterStyle; readonly explode: boolean };

function collectionStyle(registry: SchemaRegistry, cursor: Cursor): Written {
  switch (textAt(cursor, "collectionFormat")) {
    case "multi":
      return { style: "form", explode: true };
    case "ssv":
      return { style: "spaceDelimited", explode: false };
    case "pipes":
      return { style: "pipeDelimited", explode: false };
    case "tsv":
      return { style: "tabDelimited", explode: false };
    default: {
      if (has(child(cursor, "items"), "collectionFormat")) {
        const message = "lists inside of lists are not taken apart";
        registry.report.unsupported(child(cursor, "items"), "nested-collection", message, "use a body");
      }
      return { style: "simple", explode: false };
    }
  }
}
