// How `cache-lookup-value` runs: a value from the cache into a variable. Where there is none the variable
// gets the default, or stays as it is.

import { whenAnswered } from "#kernel/answer.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { copyForCache } from "./cached-value.ts";

export const cacheLookupValue: PolicyCompiler = (element) => {
  const key = element.textOr("key", "");
  const variable = element.literal("variable-name") ?? "";
  const otherwise = element.object("default-value");
  return (call) =>
    whenAnswered(call.ports.values.get(key(call)), (found) => {
      call.note("cache", found === undefined ? "miss" : "hit");
      if (found !== undefined) call.variables.set(variable, copyForCache(found.value));
      else if (otherwise !== undefined) call.variables.set(variable, otherwise(call) ?? null);
      return undefined;
    });
};
