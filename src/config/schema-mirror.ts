// The `mirror` of a route.

import { flag, formatted, keys, text, whole } from "./schema-form.ts";
import { SIZE_PATTERN } from "./size.ts";

const MIB = 2 ** 20;

export const mirror = keys(
  {
    pool: text({
      description: "The name of the pool that gets the copies.",
      mentions: "pool",
      minLength: 1,
      examples: ["canary"],
    }),
    percent: whole(1, 100, { description: "How many of a hundred requests are copied.", default: 100 }),
    bodies: formatted<number>("size", {
      description:
        "The largest body that is copied, held in memory meanwhile; 0B copies only requests without.",
      default: "64KiB",
      minimum: 0,
      maximum: 16 * MIB,
      pattern: SIZE_PATTERN,
    }),
    nonIdempotent: flag({
      description: "Copy POST, PATCH and other methods too that do more when they come twice.",
      default: false,
    }),
    concurrentRequests: whole(1, 10_000, {
      description: "Copies that one worker has under way at once; further requests are not copied.",
      default: 64,
    }),
  },
  {
    description:
      "Sends copies of the route's requests to a second pool, marked by `X-Portcullis-Mirror: 1`, credentials included. Its answers are thrown away; it neither delays nor fails the request itself.",
    examples: [{ pool: "canary", percent: 10 }],
  },
);
