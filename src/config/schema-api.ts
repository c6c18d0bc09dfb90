// The `versionSets` and `apis` of the configuration.

import { Type } from "typebox";
import type { ServiceUrl } from "./api-format.ts";
import { choice, flag, formatted, keys, mention, named, text } from "./schema-form.ts";
import { policyFile, RESOURCE_NAME } from "./schema-policy.ts";

/** Azure's names, which clients send. */
const KEY_HEADER = "Ocp-Apim-Subscription-Key";
const KEY_QUERY = "subscription-key";

const displayName = Type.Optional(
  text({ description: "What people call it.", defaultText: "its name here", minLength: 1 }),
);

export const versionSets = named(
  keys(
    {
      name: displayName,
      scheme: choice(["segment", "header", "query"], {
        description:
          "Where requests name a version: in the segment of the path behind the API's, in a header, or in the query.",
        examples: ["segment"],
      }),
      parameter: Type.Optional(
        text({
          description: "The name of the header or of the query parameter.",
          minLength: 1,
          examples: ["Api-Version"],
        }),
      ),
    },
    { description: "How requests name a version of an API." },
  ),
  {
    description: "Version sets by name: what the versions of one API share.",
    default: {},
    defines: "version set",
    propertyNames: RESOURCE_NAME,
    examples: [{ orders: { scheme: "segment" } }],
  },
);

const operation = keys(
  {
    name: displayName,
    method: Type.Optional(
      formatted<string>("method", {
        description: "The request method, or `*` for any. Left out where the OpenAPI document has it.",
        examples: ["GET"],
      }),
    ),
    urlTemplate: Type.Optional(
      formatted<string>("url-template", {
        description:
          "The path behind the API's, with parameters: `/{id}`; `/*` or `/{*rest}` at its end for everything below.",
        examples: ["/{id}"],
      }),
    ),
    policy: policyFile("The operation's policy document", "policies/get-order.xml"),
  },
  { description: "One operation." },
);

const subscriptionKey = keys(
  {
    header: formatted<string>("header-name", {
      description: "The header that is asked first.",
      default: KEY_HEADER,
    }),
    query: text({ description: "The query parameter that is asked then.", default: KEY_QUERY, minLength: 1 }),
  },
  { description: "Where requests show the key of a subscription.", default: {} },
);

const api = keys(
  {
    name: displayName,
    path: formatted<string>("base-path", {
      description: "The path before all its operations, counted from the host's root; empty for the root.",
      examples: ["/orders"],
    }),
    versionSet: Type.Optional(mention("version set", "The version set that it is a version of.")),
    version: Type.Optional(
      text({
        description: "With `versionSet`: the version as requests name it; without, it is the original.",
        minLength: 1,
        examples: ["v2"],
      }),
    ),
    revision: text({
      description: "The number of the revision, as requests name it: `/orders;rev=2/…`.",
      default: "1",
      minLength: 1,
    }),
    current: flag({ description: "Whether requests that name no revision reach this one.", default: true }),
    serviceUrl: Type.Optional(
      formatted<ServiceUrl>("service-url", {
        description: "Where requests go unless a policy says otherwise. A pool is made for it.",
        examples: ["https://orders.internal/api"],
      }),
    ),
    backend: Type.Optional(mention("backend", "The backend that they go to, in place of `serviceUrl`.")),
    pool: Type.Optional(mention("pool", "The pool that they go to, in place of `serviceUrl`.")),
    openapi: Type.Optional(
      text({
        description: "The file of its OpenAPI document, relative to this file: its operations are the API's.",
        minLength: 1,
        examples: ["openapi/orders.yaml"],
      }),
    ),
    graphqlSchema: Type.Optional(
      mention("schema", "The schema of `schemas` that `validate-graphql-request` holds its queries against."),
    ),
    operations: named(operation, {
      description:
        "Operations by id: those that no OpenAPI document has, and policies of those that one has.",
      default: {},
      propertyNames: RESOURCE_NAME,
      examples: [{ "get-order": { method: "GET", urlTemplate: "/{id}" } }],
    }),
    subscriptionRequired: flag({
      description: "Whether requests need the key of a subscription; open products let them in without.",
      default: true,
    }),
    subscriptionKey,
    policy: policyFile("The API's policy document", "policies/orders.xml"),
  },
  { description: "One API, in one version and revision." },
);

export const apis = named(api, {
  description: "APIs by name. Routes lead to them by `target: { apis: … }`.",
  default: {},
  defines: "API",
  propertyNames: {
    pattern: "^[A-Za-z0-9](?:[A-Za-z0-9_.;=-]{0,254}[A-Za-z0-9])?$",
    description: "use letters, digits, _ . and -, and ;rev=2 for a revision, at most 256 characters",
  },
  examples: [{ orders: { path: "/orders", pool: "orders", openapi: "openapi/orders.yaml" } }],
});
