// Descriptions of OpenAPI 3.0 and 3.1.

import type { Contract } from "../contract.ts";
import { type Cursor, child, has, items, members, textAt } from "./cursor.ts";
import { readContent, readRequest, readResponses } from "./read-content.ts";
import { readOperations } from "./read-operations.ts";
import type { SchemaRegistry } from "./schema-registry.ts";

const DIALECTS = [
  "https://spec.openapis.org/oas/3.1/dialect/base",
  "https://json-schema.org/draft/2020-12/schema",
];

export function readV3(registry: SchemaRegistry, root: Cursor): Omit<Contract, "schemas" | "basePath"> {
  const dialect = textAt(root, "jsonSchemaDialect");
  if (dialect !== undefined && !DIALECTS.includes(dialect)) {
    const message = `schemas are read as those of ${DIALECTS[0]}`;
    registry.report.unsupported(
      child(root, "jsonSchemaDialect"),
      "unknown-dialect",
      message,
      "use that dialect",
    );
  }
  if (has(root, "webhooks")) {
    const message = "webhooks are calls of the backend, and no operations";
    registry.report.warning(child(root, "webhooks"), "ignored-webhooks", message, "");
  }
  return {
    title: textAt(child(root, "info"), "title") ?? "",
    version: textAt(child(root, "info"), "version") ?? "",
    specification: registry.version,
    servers: items(child(root, "servers")).map(serverUrl),
    operations: readOperations(registry, root, (operation) => ({
      request: has(operation, "requestBody")
        ? readRequest(registry, child(operation, "requestBody"))
        : undefined,
      responses: readResponses(registry, child(operation, "responses"), (response) =>
        readContent(registry, child(response, "content"), "response"),
      ),
    })),
  };
}

function serverUrl(server: Cursor): string {
  let url = textAt(server, "url") ?? "/";
  for (const [name, variable] of members(child(server, "variables"))) {
    url = url.replaceAll(`{${name}}`, textAt(variable, "default") ?? "");
  }
  return url;
}
