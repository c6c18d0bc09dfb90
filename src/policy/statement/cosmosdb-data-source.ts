// The policy `cosmosdb-data-source`: not supported.

import type { PolicyDefinition } from "./schema.ts";

/**
 * Would resolve a field of a GraphQL schema from Cosmos DB.
 *
 * Example:
 *     <cosmosdb-data-source></cosmosdb-data-source>
 */
export const cosmosdbDataSource: PolicyDefinition = {
  name: "cosmosdb-data-source",
  sections: [],
  scopes: ["resolver"],
  refusal: "resolvers do not ask Cosmos DB here; put an HTTP API before it, and use http-data-source",
};
