// The policy `cache-store-value`: values into the cache.

import { cachingType, count, everyScope, everySection, type PolicyDefinition, text } from "./schema.ts";

/**
 * Keeps a value with its type in the cache.
 *
 * Example:
 *     <cache-store-value key="token" value="@((string)context.Variables["token"])" duration="3600" />
 */
export const cacheStoreValue: PolicyDefinition = {
  name: "cache-store-value",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    cachingType,
    {
      name: "duration",
      takes: count,
      allowsExpression: true,
      isRequired: true,
      meaning: "seconds for which it is kept",
    },
    { name: "key", takes: text, allowsExpression: true, isRequired: true, meaning: "key of the value" },
    { name: "value", takes: text, allowsExpression: true, isRequired: true, meaning: "the value" },
  ],
};
