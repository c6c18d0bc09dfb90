// Cross checks of schemas: where each stands, and that an API's is one of GraphQL.

import type { Config } from "./config.ts";
import type { Report } from "./report.ts";
import { quoted } from "./tree.ts";

export function checkSchemas({ schemas, apis, places }: Config, report: Report): void {
  for (const [id, schema] of schemas) {
    if (schema.file !== undefined && schema.text !== undefined) {
      const message = `"file" and "text" both give the schema ${quoted(id)}`;
      report.error(places.key(schema, "text"), "too-many-choices", message, "keep one of them");
    } else if (!places.isWritten(schema, "file") && !places.isWritten(schema, "text")) {
      const message = `the schema ${quoted(id)} has no "file"`;
      report.error(places.key(schemas, id), "missing-key", message, "add file, or the schema as text");
    }
  }
  for (const api of apis.values()) {
    const named = api.graphqlSchema === undefined ? undefined : schemas.get(api.graphqlSchema);
    if (named === undefined || named.type === "graphql") continue;
    const message = `the schema ${places.shown(api, "graphqlSchema")} is of the type ${named.type}`;
    const hint = "name a schema of the type graphql; policies name others by schema-id";
    report.error(places.value(api, "graphqlSchema"), "schema-type", message, hint);
  }
}
