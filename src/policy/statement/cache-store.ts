// The policy `cache-store`: responses into the cache.

import { bool, count, everyScope, type PolicyDefinition } from "./schema.ts";

/**
 * Keeps the response for later requests; of status 200 only, unless `cache-response` says otherwise.
 *
 * Example:
 *     <cache-store duration="300" />
 */
export const cacheStore: PolicyDefinition = {
  name: "cache-store",
  sections: ["outbound"],
  scopes: everyScope,
  once: "section",
  attributes: [
    {
      name: "duration",
      takes: count,
      allowsExpression: true,
      isRequired: true,
      meaning: "seconds for which it is kept",
    },
    {
      name: "cache-response",
      takes: bool,
      allowsExpression: true,
      default: "false",
      meaning: "whether the response is kept, whatever its status",
    },
  ],
};
