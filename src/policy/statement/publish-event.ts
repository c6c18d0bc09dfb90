// The policy `publish-event`: not supported.

import type { PolicyDefinition } from "./schema.ts";

/**
 * Would publish an event to subscriptions of a GraphQL schema.
 *
 * Example:
 *     <publish-event>
 *       <targets></targets>
 *     </publish-event>
 */
export const publishEvent: PolicyDefinition = {
  name: "publish-event",
  sections: [],
  scopes: ["resolver"],
  refusal: "GraphQL subscriptions are not supported",
};
