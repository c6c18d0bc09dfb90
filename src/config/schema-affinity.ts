// The `affinity` of a pool.

import { Type } from "typebox";
import { DURATION_PATTERN } from "./duration.ts";
import { choice, flag, formatted, keys } from "./schema-form.ts";

export const affinity = keys(
  {
    cookie: formatted<string>("token", {
      description: "The name of the cookie.",
      default: "portcullis-affinity",
    }),
    ttl: Type.Optional(
      formatted<number>("duration", {
        description:
          "How long a client stays with its member, renewed in use; left out, until the browser closes.",
        minimum: 1000,
        pattern: DURATION_PATTERN,
        examples: ["1h"],
      }),
    ),
    sameSite: choice(["strict", "lax", "none"], {
      description: "The cookie's SameSite.",
      default: "lax",
    }),
    secure: choice(["auto", "always", "never"], {
      description: "The cookie's Secure: where the client came by https, always, or never.",
      default: "auto",
    }),
    path: formatted<string>("cookie-path", { description: "The cookie's Path.", default: "/" }),
    forward: flag({
      description: "Pass the cookie on to the backend, which has no use for it.",
      default: false,
    }),
    secret: Type.Optional(
      formatted<string>("secret", {
        description:
          "The key of the signature, the same on all nodes that share clients. Left out, the node makes one when it starts.",
        examples: ["${env:AFFINITY_SECRET}"],
      }),
    ),
  },
  {
    description:
      "Keeps each client with the member that answered it first, by a signed cookie that tells nothing of the member. A member out of service is replaced, and the cookie with it.",
    examples: [{ ttl: "1h" }],
  },
);
