// The `limits` of sites and routes, each in place of the node's own of the same name.

import { Type } from "typebox";
import { DURATION_PATTERN } from "./duration.ts";
import { formatted, keys, whole } from "./schema-form.ts";
import { SIZE_PATTERN } from "./size.ts";

const GIB = 2 ** 30;

const time = (description: string) =>
  Type.Optional(
    formatted<number>("duration", { description, minimum: 1, pattern: DURATION_PATTERN, examples: ["30s"] }),
  );

export const siteLimits = keys(
  {
    body: Type.Optional(
      formatted<number>("size", {
        description: "The largest request body; a larger one is answered with 413.",
        minimum: 0,
        maximum: 1024 * GIB,
        pattern: SIZE_PATTERN,
        examples: ["100MiB"],
      }),
    ),
    headerCount: Type.Optional(
      whole(1, 10_000, { description: "The most header fields; a request with more is answered with 431." }),
    ),
    bodyTimeout: time("The longest pause inside a request body."),
    responseTimeout: time("In place of the pool's: from the request sent to the head of the response."),
    concurrentRequests: Type.Optional(
      whole(1, 1_000_000, {
        description:
          "Requests that one worker has under way at once; one more is answered with 503 and Retry-After. A site's counts those of all its routes, besides the limits of the routes.",
      }),
    ),
  },
  {
    description:
      "What differs from the node's `limits`. The request line, the head and its time are limited before the site is known.",
    default: {},
    examples: [{ body: "100MiB", concurrentRequests: 200 }],
  },
);
