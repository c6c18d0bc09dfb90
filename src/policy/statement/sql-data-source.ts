// The policy `sql-data-source`: not supported.

import type { PolicyDefinition } from "./schema.ts";

/**
 * Would resolve a field of a GraphQL schema by a statement to a database.
 *
 * Example:
 *     <sql-data-source></sql-data-source>
 */
export const sqlDataSource: PolicyDefinition = {
  name: "sql-data-source",
  sections: [],
  scopes: ["resolver"],
  refusal: "resolvers do not ask SQL databases here; put an HTTP API before it, and use http-data-source",
};
