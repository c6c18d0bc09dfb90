// The policy `cache-lookup`: responses from the cache.

import { bool, cachingType, everyScope, oneOf, type PolicyDefinition, text } from "./schema.ts";

/**
 * Answers a GET from the cache, if the response is there; the request goes no further then.
 *
 * Example:
 *     <cache-lookup vary-by-developer="false" vary-by-developer-groups="false">
 *       <vary-by-header>Accept</vary-by-header>
 *     </cache-lookup>
 */
export const cacheLookup: PolicyDefinition = {
  name: "cache-lookup",
  sections: ["inbound"],
  scopes: everyScope,
  once: "section",
  attributes: [
    {
      name: "allow-private-response-caching",
      takes: bool,
      allowsExpression: true,
      default: "false",
      meaning: "whether requests with Authorization are answered from it",
    },
    cachingType,
    {
      name: "downstream-caching-type",
      takes: oneOf("none", "private", "public"),
      allowsExpression: true,
      default: "none",
      meaning: "what Cache-Control of the response allows others",
    },
    {
      name: "must-revalidate",
      takes: bool,
      allowsExpression: true,
      default: "true",
      meaning: "whether Cache-Control asks others to revalidate",
    },
    {
      name: "vary-by-developer",
      takes: bool,
      allowsExpression: true,
      isRequired: true,
      default: "false",
      meaning: "whether each user has responses of their own",
    },
    {
      name: "vary-by-developer-groups",
      takes: bool,
      allowsExpression: true,
      isRequired: true,
      default: "false",
      meaning: "whether each group of users has responses of their own",
    },
  ],
  children: [
    {
      element: {
        name: "vary-by-header",
        meaning: "Header whose values have responses of their own.",
        content: { kind: "text", takes: text, allowsExpression: true },
      },
      isMany: true,
    },
    {
      element: {
        name: "vary-by-query-parameter",
        meaning: "Query parameters, with `;` between them, whose values have responses of their own.",
        content: { kind: "text", takes: text, allowsExpression: true },
      },
      isMany: true,
    },
  ],
};
