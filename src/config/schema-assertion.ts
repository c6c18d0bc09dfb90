// The `assertion` of a pool: how what goes to its members is signed.

import { Type } from "typebox";
import { duration, formatted, keys, list, text } from "./schema-form.ts";

export const assertion = keys(
  {
    keyId: formatted<string>("assertion-key-id", {
      description: "The name of the key, by which backends find it.",
      examples: ["orders-2026-11"],
    }),
    secret: Type.Optional(
      formatted<string>("secret", {
        description: "The secret that gateway and backends share, for `hmac-sha256`.",
        examples: ["${file:secrets/orders-assertion}"],
      }),
    ),
    key: Type.Optional(
      text({
        description:
          "A PEM file with a private key of Ed25519, in place of a secret: backends then have nothing that signs.",
        minLength: 1,
      }),
    ),
    published: list(
      keys(
        {
          keyId: formatted<string>("assertion-key-id", {
            description: "Its name.",
            examples: ["orders-2027-02"],
          }),
          key: text({
            description: "A PEM file with the key of Ed25519, private or public.",
            minLength: 1,
            examples: ["secrets/orders-next.pem"],
          }),
        },
        { description: "A key that signs nothing now." },
      ),
      {
        description:
          "Keys that guards learn of beside this one: the next before its turn, the last one until its signatures have run out.",
        default: [],
        examples: [[{ keyId: "orders-2027-02", key: "secrets/orders-next.pem" }]],
      },
    ),
    lifetime: duration("30s", "How long a signature holds, at most 30s.", 1000),
  },
  {
    description:
      "Signs every request to the members (RFC 9421), so that they can refuse what comes around the gateway.",
    examples: [{ keyId: "orders-1", secret: "${env:ORDERS_ASSERTION_SECRET}" }],
  },
);

export const guardReports = keys(
  {
    secret: formatted<string>("secret", {
      description: "The secret that guards of the members sign their reports with, and nothing else.",
      examples: ["${file:secrets/orders-reports}"],
    }),
  },
  {
    description:
      "Takes reports of guards: calls around the gateway that they refused, and how many requests they took. They come to a route with the target `{ guard: reports }`.",
    examples: [{ secret: "${env:ORDERS_REPORTS}" }],
  },
);
