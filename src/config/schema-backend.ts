// The `backends` of the configuration: what policy documents and APIs call by an id.

import { Type } from "typebox";
import type { ServiceUrl } from "./api-format.ts";
import { FIELD_NAME, formatted, keys, list, mention, named } from "./schema-form.ts";
import { RESOURCE_NAME } from "./schema-policy.ts";
import { poolTls } from "./schema-pool.ts";
import { circuitBreaker } from "./schema-pool-health.ts";

const credentials = keys(
  {
    authorization: Type.Optional(
      formatted<string>("header-value", {
        description: "The value of `Authorization`, in place of the request's own.",
        minLength: 1,
        examples: ["Bearer ${env:ORDERS_TOKEN}"],
      }),
    ),
    headers: named(
      list(formatted<string>("header-value", { description: "A value." }), {
        description: "The values.",
        minItems: 1,
        examples: [["${file:secrets/key}"]],
      }),
      {
        description: "Header fields by name, in place of the request's own.",
        default: {},
        propertyNames: FIELD_NAME,
      },
    ),
    query: named(
      list(formatted<string>("header-value", { description: "A value." }), {
        description: "The values.",
        minItems: 1,
        examples: [["${env:FUNCTION_CODE}"]],
      }),
      {
        description: "Query parameters by name, in place of the request's own.",
        default: {},
        propertyNames: {
          pattern: "^[\\x21-\\x7e]{1,256}$",
          description: "use ASCII without blanks, at most 256 characters",
        },
      },
    ),
  },
  { description: "What requests to the backend get beside their own.", default: {} },
);

const backend = keys(
  {
    url: Type.Optional(
      formatted<ServiceUrl>("service-url", {
        description:
          "Where it is; its path is put before that of every request. A pool of its own is made for it.",
        examples: ["https://orders.internal/v2"],
      }),
    ),
    pool: Type.Optional(mention("pool", "The pool that answers, in place of `url`.")),
    path: formatted<string>("base-path", {
      description: "With `pool`: put before the path of every request.",
      default: "",
    }),
    credentials,
    circuitBreaker,
    tls: poolTls,
  },
  { description: "A backend: `url` or `pool`, and what its requests get." },
);

export const backends = named(backend, {
  description:
    "Backends, by the id that `set-backend-service` and APIs name. With `pool`, that pool's own `circuitBreaker` and `tls` hold.",
  default: {},
  defines: "backend",
  propertyNames: RESOURCE_NAME,
  examples: [{ "orders-v2": { url: "https://orders.internal/v2" } }],
});
