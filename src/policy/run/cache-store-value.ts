// How `cache-store-value` runs: keeps a copy of the value, with its type, for the time that is given.

import { whenAnswered } from "#kernel/answer.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";
import { bytesOfValue, copyForCache } from "./cached-value.ts";

export const cacheStoreValue: PolicyCompiler = (element) => {
  const key = element.textOr("key", "");
  const value = element.object("value") ?? constant("");
  const duration = element.number("duration", 0);
  return (call) => {
    const copy = copyForCache(value(call) ?? null);
    const ttlMs = duration(call) * 1000;
    return whenAnswered(call.ports.values.put(key(call), copy, bytesOfValue(copy), ttlMs), (isKept) => {
      call.note("cache", isKept ? "kept" : "not kept");
      return undefined;
    });
  };
};
