// The policy `cache-remove-value`: values out of the cache.

import {
  bool,
  cachingType,
  everyScope,
  everySection,
  oneCache,
  type PolicyDefinition,
  text,
} from "./schema.ts";

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
    {
      name: "caching-type",
      takes: cachingType,
      default: "prefer-external",
      noEffect: oneCache,
      meaning: "which cache is used",
    },
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
