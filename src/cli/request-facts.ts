// What a gateway would know of a request that no gateway has seen: for the conditions of a WAF policy.

import { defaultPathRules, normaliseTarget } from "#http/path.ts";
import type { RequestFacts } from "#snapshot/waf-conditions.ts";
import type { RequestInput } from "#waf/waf.ts";

export function factsOf({ method, target, headers }: RequestInput): RequestFacts {
  const normal = normaliseTarget(target, defaultPathRules);
  return {
    path: typeof normal === "string" ? target : normal.path,
    method,
    atMs: Date.now(),
    header: (key) => headers.find((field) => field.key === key)?.value,
    // Which networks there are is the node's affair: an exception for some of them is not applied.
    isInNetwork: () => false,
  };
}
