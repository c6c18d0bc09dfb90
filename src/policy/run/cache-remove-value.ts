// How `cache-remove-value` runs. The cache in memory cannot fail, so `fail-on-cache-removal-error` changes
// nothing there.

import { whenAnswered } from "#kernel/answer.ts";
import type { PolicyCompiler } from "../plan/step.ts";

export const cacheRemoveValue: PolicyCompiler = (element) => {
  const key = element.textOr("key", "");
  return (call) =>
    whenAnswered(call.ports.values.remove(key(call)), (wasThere) => {
      call.note("cache", wasThere ? "removed" : "was not there");
      return undefined;
    });
};
