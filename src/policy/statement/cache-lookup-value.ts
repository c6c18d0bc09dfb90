// The policy `cache-lookup-value`: values from the cache.

import {
  cachingType,
  everyScope,
  everySection,
  type PolicyDefinition,
  text,
  variableName,
} from "./schema.ts";

/**
 * Takes a value from the cache into a variable. Where there is none the variable stays unset, or gets the
 * default.
 *
 * Example:
 *     <cache-lookup-value key="token" variable-name="token" />
 */
export const cacheLookupValue: PolicyDefinition = {
  name: "cache-lookup-value",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    cachingType,
    { name: "default-value", takes: text, allowsExpression: true, meaning: "value where the cache has none" },
    { name: "key", takes: text, allowsExpression: true, isRequired: true, meaning: "key of the value" },
    { name: "variable-name", takes: variableName, isRequired: true, meaning: "variable for the value" },
  ],
};
