// The `products` and `subscriptions` of the configuration.

import { Type } from "typebox";
import { choice, flag, formatted, keys, list, mention, named, text, whole } from "./schema-form.ts";
import { policyFile, RESOURCE_NAME } from "./schema-policy.ts";
import type { Expiry } from "./waf-format.ts";

const displayName = Type.Optional(
  text({ description: "What people call it.", defaultText: "its name here", minLength: 1 }),
);

const product = keys(
  {
    name: displayName,
    state: choice(["published", "notPublished"], {
      description:
        "Keys of a product that is not published go on to count, but nobody is let in without one.",
      default: "published",
    }),
    subscriptionRequired: flag({
      description: "`false` makes it an open product: its APIs answer requests without a key.",
      default: true,
    }),
    approvalRequired: flag({
      description: "Whether a new subscription waits, as `submitted`, until somebody activates it.",
      default: false,
    }),
    subscriptionsLimit: Type.Optional(
      whole(1, 1_000_000, { description: "Subscriptions that one owner may have at a time." }),
    ),
    apis: list(mention("API", "The name of an API."), {
      description: "The APIs that its subscriptions open.",
      default: [],
      examples: [["orders"]],
    }),
    groups: list(text({ description: "A group.", minLength: 1 }), {
      description: "Groups of users that it is for, as `context.Product.Groups` gives them.",
      default: [],
    }),
    policy: policyFile("The product's policy document", "policies/starter.xml"),
  },
  { description: "APIs that are subscribed to together." },
);

export const products = named(product, {
  description: "Products by name.",
  default: {},
  defines: "product",
  propertyNames: RESOURCE_NAME,
  examples: [{ starter: { apis: ["orders"] } }],
});

const scope = keys(
  {
    product: Type.Optional(mention("product", "The product whose APIs it opens.")),
    api: Type.Optional(mention("API", "The one API that it opens.")),
  },
  {
    title: "{ product: name } or { api: name }",
    description: "A product or an API.",
    minProperties: 1,
    maxProperties: 1,
  },
);

type Scope = "all-apis" | { readonly product?: string; readonly api?: string };

const key = (which: string) =>
  Type.Optional(
    formatted<string>("subscription-key", {
      description: `The ${which} key, by a reference: 16 to 256 characters of ASCII without blanks.`,
      examples: ["${env:MOBILE_APP_KEY}"],
    }),
  );

const moment = (description: string) =>
  Type.Optional(formatted<Expiry>("expiry", { description, examples: ["2027-03-31"] }));

const subscription = keys(
  {
    name: displayName,
    scope: Type.Unsafe<Scope>({
      anyOf: [{ type: "string", const: "all-apis", description: "Every API." }, scope],
      description: "What its keys open: a product, an API, or all APIs.",
      examples: [{ product: "starter" }],
    }),
    state: choice(["active", "suspended", "submitted", "rejected", "cancelled", "expired"], {
      description: "Only keys of an active subscription count.",
      default: "active",
    }),
    owner: text({ description: "Whose it is, as `context.User.Id` gives it.", default: "" }),
    primaryKey: key("primary"),
    secondaryKey: key("secondary"),
    starts: Type.Optional(
      formatted<number>("moment", {
        description: "The moment from which its keys count; from the beginning where it is left out.",
        examples: ["2026-12-01T00:00:00Z"],
      }),
    ),
    ends: moment("The last day on which its keys count, or the moment of its end."),
    tracing: flag({ description: "Whether requests with its keys may ask for a trace.", default: false }),
  },
  { description: "Keys that open APIs." },
);

export const subscriptions = named(subscription, {
  description:
    "Subscriptions by name. Others are made on the running node with `portcullis subscription`, and kept in its store.",
  default: {},
  propertyNames: RESOURCE_NAME,
  examples: [{ "mobile-app": { scope: { product: "starter" }, primaryKey: "${env:MOBILE_APP_KEY}" } }],
});
