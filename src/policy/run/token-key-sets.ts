// The keys of a policy about tokens as one object: the same as long as the keys are, since those who verify
// remember by it. Where expressions make keys, there may be several at a time.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import type { TokenKeys } from "../plan/identity-ports.ts";
import type { Value } from "../plan/value.ts";

const MAX_SETS = 64;

export function sameKeys(keys: Value<TokenKeys>): Value<TokenKeys> {
  const known = new BoundedCache<string, TokenKeys>(MAX_SETS);
  let last: TokenKeys | undefined;
  return (call) => {
    const now = keys(call);
    if (now === last) return now;
    const text = JSON.stringify(now);
    const same = known.get(text) ?? now;
    if (same === now) known.set(text, now);
    last = same;
    return same;
  };
}
