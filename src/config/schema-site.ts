// The `sites` of the configuration with their routes.

import { type Static, Type } from "typebox";
import { redirect, respond } from "./schema-answer.ts";
import { edgeRules } from "./schema-edge-rule.ts";
import { errors } from "./schema-errors.ts";
import { choice, duration, FIELD_NAME, flag, formatted, keys, list, mention, named } from "./schema-form.ts";
import { siteLimits } from "./schema-limits.ts";
import { mirror } from "./schema-mirror.ts";
import { policyFile } from "./schema-policy.ts";
import { rewrites } from "./schema-rewrite.ts";
import { wafPolicyMention } from "./schema-waf.ts";

const path = keys(
  {
    encodedSlashes: choice(["decode", "keep", "reject"], {
      description: "`%2F`, `%5C` and `\\` in a path: read as a slash, kept as `%2F`, or refused.",
      default: "decode",
    }),
    doubleEncoding: choice(["decode", "keep", "reject"], {
      description: "`%252e` in a path: decoded until it is stable (three times at most), kept, or refused.",
      default: "decode",
    }),
    parameters: choice(["strip", "keep", "reject"], {
      description: "`;name=value` in a path segment: cut off, kept, or refused.",
      default: "strip",
    }),
    mergeSlashes: flag({ description: "Read `//` as `/`.", default: true }),
    ignoreCase: flag({ description: "Match the paths of routes without regard to case.", default: true }),
  },
  {
    description:
      "How spellings of a path that servers read differently are treated. The path that is matched is the path that is forwarded.",
    default: {},
  },
);

const headerMatch = Type.Unsafe<string | { readonly present: true }>({
  anyOf: [
    { type: "string", format: "header-value" },
    {
      type: "object",
      title: "{ present: true }",
      description: "Asks only that the header is there.",
      properties: {
        present: { type: "boolean", const: true, description: "The header is there, with any value." },
      },
      required: ["present"],
      additionalProperties: false,
    },
  ],
  title: "text or { present: true }",
  description: "The exact value, or `{ present: true }` for any.",
});

const apiNames = list(mention("API", "The name of an API."), {
  title: "a list of APIs",
  description: "The APIs that answer.",
  minItems: 1,
});

const target = keys(
  {
    pool: Type.Optional(mention("pool", "The name of the pool that answers.")),
    redirect: Type.Optional(redirect),
    respond: Type.Optional(respond),
    sinkpool: Type.Optional(mention("sinkpool", "The name of the sinkpool that the request ends in.")),
    guard: Type.Optional(
      choice(["identity", "keys", "reports"], {
        description:
          "For the guards of backends: `identity`, a signed document that says who the gateway is, `keys`, its public keys as a JWK set, or `reports`, which takes what they report.",
      }),
    ),
    apis: Type.Optional(
      Type.Unsafe<"all" | Static<typeof apiNames>>({
        anyOf: [{ type: "string", const: "all", description: "Every API." }, apiNames],
        description:
          "The APIs that answer, each below its own path; what none of them takes ends in the sinkpool `default`.",
        examples: ["all"],
      }),
    ),
  },
  {
    description: "What answers the request: exactly one of the keys.",
    minProperties: 1,
    maxProperties: 1,
    examples: [{ pool: "orders" }],
  },
);

const webSocket = keys(
  {
    idleTimeout: duration("5m", "A connection over which nothing has gone either way for so long is closed."),
  },
  {
    description:
      "Lets WebSocket pass. Where a route has no such key, the request for it is forwarded as a plain one.",
    examples: [{ idleTimeout: "10m" }],
  },
);

const route = keys(
  {
    path: formatted<string>("route-path", {
      description:
        "The path: `/orders` alone, or `/orders/*` for it and everything below it. It is written in its normal form.",
      examples: ["/external/orders/*"],
    }),
    methods: list(formatted<string>("method", { description: "A request method, in upper case." }), {
      description: "The request methods that match; none named means any.",
      default: [],
    }),
    headers: named(headerMatch, {
      description: "Request headers that must be there, by name; all of them.",
      default: {},
      propertyNames: FIELD_NAME,
    }),
    networks: list(mention("network", "The name of a network."), {
      description: "Networks one of which the client must be in; none named means any client.",
      default: [],
    }),
    listeners: list(mention("listener", "The name of a listener."), {
      description: "Listeners that the route serves; none named means those of the site.",
      default: [],
    }),
    webSocket: Type.Optional(webSocket),
    rewrites,
    errors,
    limits: siteLimits,
    mirror: Type.Optional(mirror),
    wafPolicy: wafPolicyMention,
    policy: policyFile(
      "A policy document for the requests of the route, within the global one; where `target` leads to APIs, they have their own",
      "policies/partners.xml",
    ),
    target,
  },
  { description: "Which requests, and what answers them." },
);

export const sites = named(
  keys(
    {
      hosts: list(
        formatted<string>("host", {
          description: "A host name, `*.` and a suffix, or `*` for every other host.",
        }),
        {
          description:
            "The hosts that the site serves: exact names, `*.example.com` for every name below it, or `*` for every other host.",
          minItems: 1,
          examples: [["api.example.com", "*.example.com"]],
        },
      ),
      listeners: list(mention("listener", "The name of a listener."), {
        description: "The listeners that the site is served on; none named means all.",
        default: [],
      }),
      path,
      rewrites,
      errors,
      limits: siteLimits,
      wafPolicy: wafPolicyMention,
      edgeRules,
      routes: named(route, {
        description:
          "The site's routes by name. The exact path is tried first, then ever shorter prefixes; of routes with the same path the first in the file whose conditions hold takes the request. What no route takes ends in the sinkpool `default`.",
        examples: [{ all: { path: "/*", target: { pool: "orders" } } }],
        minProperties: 1,
      }),
    },
    { description: "Some hosts and their routes." },
  ),
  {
    description: "What is served: hosts and their routes.",
    defines: "site",
    minProperties: 1,
    examples: [
      { api: { hosts: ["api.example.com"], routes: { all: { path: "/*", target: { pool: "orders" } } } } },
    ],
  },
);
