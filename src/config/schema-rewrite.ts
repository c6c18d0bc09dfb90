// The `rewrites` of sites and routes.

import { Type } from "typebox";
import type { Template } from "#http/template.ts";
import { comparedVariable, comparisons } from "./schema-condition.ts";
import { FIELD_NAME, flag, formatted, keys, list, named } from "./schema-form.ts";

const condition = keys(
  { variable: comparedVariable, ...comparisons },
  { description: "One thing to look at, and exactly one way to look at it." },
);

const values = (subject: string, verb: string) =>
  named(
    formatted<Template>("field-template", {
      description: "The value; variables stand in braces, such as {client.address}.",
    }),
    { description: `${subject} headers to ${verb}, by name.`, default: {}, propertyNames: FIELD_NAME },
  );

const removed = (subject: string) =>
  list(formatted<string>("changeable-header", { description: "The name of a header." }), {
    description: `${subject} headers to remove.`,
    default: [],
  });

const PARAMETER_NAME = {
  pattern: "^[^\\u0000-\\u0020{}]+$",
  description: "the name of a parameter holds no white space and no braces",
};

const parameters = (verb: string) =>
  named(
    formatted<Template>("text-template", {
      description: "The value as plain text; variables stand in braces. It is encoded as needed.",
    }),
    { description: `Query parameters to ${verb}, by name.`, default: {}, propertyNames: PARAMETER_NAME },
  );

const request = keys(
  {
    path: Type.Optional(
      formatted<Template>("path-template", {
        description:
          "The new path. What clients choose is encoded, and a request whose value would not stay within its segment is refused with 400.",
        examples: ["/v2{path.rest}"],
      }),
    ),
    query: Type.Optional(
      formatted<Template>("query-template", { description: "The whole new query, without its `?`." }),
    ),
    setParameters: parameters("set, in place of any of the same name"),
    addParameters: parameters("add"),
    removeParameters: list(Type.String({ description: "The name of a parameter.", minLength: 1 }), {
      description: "Query parameters to remove.",
      default: [],
    }),
    setHeaders: values("Request", "set, in place of any of the same name"),
    addHeaders: values("Request", "add"),
    removeHeaders: removed("Request"),
    host: Type.Optional(
      formatted<string>("forward-host", {
        description:
          "What the backend is asked for in Host: `pool` for the address of the pool's first member, or a host name. X-Forwarded-Host keeps the client's.",
        examples: ["backend.example"],
      }),
    ),
  },
  { description: "Changes of the request.", default: {} },
);

const response = keys(
  {
    setHeaders: values("Response", "set, in place of any of the same name"),
    addHeaders: values("Response", "add"),
    removeHeaders: removed("Response"),
  },
  { description: "Changes of the response, refusals of the gateway included.", default: {} },
);

export const rewrites = list(
  keys(
    {
      when: list(condition, {
        description: "Conditions that must all hold; none written means always.",
        default: [],
      }),
      request,
      response,
      reroute: flag({
        description:
          "Select the route again by the new path, once per request, when all rules of the list have run.",
        default: false,
      }),
    },
    { description: "When, and what is changed. Its conditions are judged once, its values taken before it." },
  ),
  {
    description:
      "Changes of requests and responses, in this order; those of the site come before those of the route.",
    default: [],
    examples: [[{ request: { path: "/v2{path.rest}" } }]],
  },
);
