// The `policies`, `namedValues`, `fragments` and `schemas` of the configuration: policy documents, and what
// they name.

import { Type } from "typebox";
import { choice, flag, keys, named, text } from "./schema-form.ts";

/** A policy document of Azure API Management, by its file. */
export const policyFile = (description: string, example: string) =>
  Type.Optional(
    text({ description: `${description}, relative to this file.`, minLength: 1, examples: [example] }),
  );

/** What Azure lets ids of fragments, backends, APIs and products be. */
export const RESOURCE_NAME = {
  pattern: "^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,254}[A-Za-z0-9])?$",
  description:
    "use letters, digits, _ . and -, starting and ending with a letter or digit, at most 256 characters",
};

export const policies = keys(
  {
    global: policyFile("The policy document around all others", "policies/global.xml"),
    unknownAttributes: choice(["error", "warning"], {
      description:
        "What an attribute is that no policy has: an error, or a warning. Such an attribute does nothing.",
      default: "error",
    }),
    unsupported: choice(["refuse", "fail-at-reach"], {
      description:
        "What becomes of a document with a policy that does not run here: it is refused, or taken with a warning, and every call that reaches the policy fails with 500.",
      default: "refuse",
    }),
  },
  { description: "Policy documents for all APIs, and how documents are read.", default: {} },
);

const namedValue = keys(
  {
    value: text({
      description: "The text that `{{name}}` stands for in policy documents, put in before they are read.",
      examples: ["${env:BACKEND_KEY}"],
    }),
    secret: Type.Optional(
      flag({
        description: "Whether it is kept out of logs, traces and messages.",
        defaultText: "true where the value is a reference such as `${env:NAME}`, else false",
      }),
    ),
  },
  { description: "A text that policy documents name.", title: "{ value: text, secret: true }" },
);

export const namedValues = named(namedValue, {
  description: "Named values, by the name that documents write as `{{name}}`.",
  default: {},
  propertyNames: {
    pattern: "^[\\w.-]{1,256}$",
    description: "use letters, digits, _ . and -, at most 256 characters",
  },
  examples: [{ "backend-key": { value: "${env:BACKEND_KEY}" } }],
});

export const fragments = named(
  text({
    description: "The file of the fragment, relative to this file.",
    minLength: 1,
    examples: ["policies/fragments/cors-headers.xml"],
  }),
  {
    description: "Policy fragments, by the id that `include-fragment` names.",
    default: {},
    propertyNames: RESOURCE_NAME,
    examples: [{ "cors-headers": "policies/fragments/cors-headers.xml" }],
  },
);

const schema = keys(
  {
    type: choice(["json", "xml", "graphql"], {
      description: "In what it is written: JSON Schema, XML Schema 1.0, or GraphQL's schema language.",
      examples: ["xml"],
    }),
    file: Type.Optional(
      text({
        description: "Its file, relative to this file; or write `text`.",
        minLength: 1,
        examples: ["schemas/order.xsd"],
      }),
    ),
    text: Type.Optional(text({ description: "The schema itself, in place of `file`.", minLength: 1 })),
  },
  { description: "A schema.", title: "{ type: xml, file: schemas/order.xsd }" },
);

export const schemas = named(schema, {
  description:
    "Schemas by the id that `validate-content` names as `schema-id`, and APIs as their `graphqlSchema`. Each stands alone: nothing that it includes or imports is read.",
  default: {},
  defines: "schema",
  propertyNames: RESOURCE_NAME,
  examples: [{ order: { type: "xml", file: "schemas/order.xsd" } }],
});
