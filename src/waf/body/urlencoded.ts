// application/x-www-form-urlencoded: arguments as in a query string.

import { completeBody } from "./complete-body.ts";
import { parseArguments } from "./parse-arguments.ts";
import type { BodyProcessor } from "./parsed-body.ts";

export const processUrlencoded: BodyProcessor = (body, _contentType, limits) => {
  const found = parseArguments(body, limits.argumentSeparator, limits.maxArguments);
  return completeBody({
    args: { names: found.names, values: found.values },
    isOverArgumentLimit: found.isOverLimit,
    hasInvalidEncoding: found.hasInvalidEncoding,
  });
};
