// Descriptions of OpenAPI 2.0: one media type for all of an operation's bodies, and forms as parameters.

import type { Contract, JsonValue, MediaType, RequestContent } from "../contract.ts";
import { textsOf } from "../document/json-value.ts";
import { type Cursor, child, flagAt, has, items, textAt } from "./cursor.ts";
import { mediaTypeName, readResponses } from "./read-content.ts";
import { readOperations } from "./read-operations.ts";
import type { SchemaRegistry } from "./schema-registry.ts";

const FORMS = ["application/x-www-form-urlencoded", "multipart/form-data"];

export function readV2(registry: SchemaRegistry, root: Cursor): Omit<Contract, "schemas" | "basePath"> {
  return {
    title: textAt(child(root, "info"), "title") ?? "",
    version: textAt(child(root, "info"), "version") ?? "",
    specification: registry.version,
    servers: serversOf(root),
    operations: readOperations(registry, root, (operation, parameters) => ({
      request: readRequest(registry, root, operation, parameters),
      responses: readResponses(registry, child(operation, "responses"), (response) =>
        readResponseContent(registry, response, mediaTypes(root, operation, "produces")),
      ),
    })),
  };
}

/** `x-servers` is what 3.0 calls servers. */
function serversOf(root: Cursor): string[] {
  const own = items(child(root, "x-servers")).map((server) => textAt(server, "url") ?? "/");
  if (own.length > 0) return own;
  const basePath = textAt(root, "basePath") ?? "";
  const host = textAt(root, "host");
  if (host === undefined) return basePath === "" ? [] : [basePath];
  const schemes = textsOf(child(root, "schemes").value);
  return (schemes.length > 0 ? schemes : ["https"]).map((scheme) => `${scheme}://${host}${basePath}`);
}

function mediaTypes(root: Cursor, operation: Cursor, key: "consumes" | "produces"): string[] {
  const list = has(operation, key) ? child(operation, key) : child(root, key);
  return textsOf(list.value).map(mediaTypeName);
}

function readRequest(
  registry: SchemaRegistry,
  root: Cursor,
  operation: Cursor,
  parameters: readonly Cursor[],
): RequestContent | undefined {
  const consumed = mediaTypes(root, operation, "consumes");
  const body = parameters.find((parameter) => textAt(parameter, "in") === "body");
  if (body !== undefined) {
    const schema = has(body, "schema") ? registry.nameOf(child(body, "schema"), "request") : undefined;
    const types = consumed.length > 0 ? consumed : ["application/json"];
    const content = types.map((contentType): MediaType => ({ contentType, schema, examples: [] }));
    return { isRequired: flagAt(body, "required") === true, content };
  }
  const fields = parameters.filter((parameter) => textAt(parameter, "in") === "formData");
  if (fields.length === 0) return undefined;
  const [first] = fields;
  if (first !== undefined) {
    const message = "fields of forms are not validated";
    registry.report.unsupported(first, "form-fields", message, "look at the body in a policy");
  }
  const types = consumed.filter((type) => FORMS.includes(type));
  const content = (types.length > 0 ? types : FORMS).map(
    (contentType): MediaType => ({ contentType, schema: undefined, examples: [] }),
  );
  return { isRequired: fields.some((field) => flagAt(field, "required") === true), content };
}

function readResponseContent(
  registry: SchemaRegistry,
  response: Cursor,
  produced: readonly string[],
): MediaType[] {
  const schema = has(response, "schema") ? registry.nameOf(child(response, "schema"), "response") : undefined;
  const examples = child(response, "examples");
  if (schema === undefined && examples.value === undefined) return [];
  const types = produced.length > 0 ? produced : ["application/json"];
  return types.map((contentType): MediaType => {
    const example: JsonValue | undefined = child(examples, contentType).value;
    return { contentType, schema, examples: example === undefined ? [] : [example] };
  });
}
