// The policy `cache-remove-value`: values out of the cache.

import { bool, cachingType, everyScope, everySection, type PolicyDefinition, text } from "./schema.ts";

/**
 * Removes a value from the cache.
 *
 * Example:
 *     <cache-remove-value key="token" />
 */
export const cacheRemoveValue: PolicyDefinition = {
  name: "cache-remove-value",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    cachingType,
    { name: "key", takes: text, allowsExpression: true, isRequired: true, meaning: "key of the value" },
    {
      name: "fail-on-cache-removal-error",
      takes: bool,
      allowsExpression: true,
      default: "false",
      meaning: "whether a cache that fails leads to on-error",
    },
  ],
};
