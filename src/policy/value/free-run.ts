// A run without limits: for values that are ours to make or to copy, and that were paid for when they came.

import { zeroOf } from "../expression/bind/default-value.ts";
import { library } from "./library.ts";
import { Run } from "./run.ts";

export function freeRun(): Run {
  const world = { now: () => 0, random: () => 0, randomBytes: (count: number) => new Uint8Array(count) };
  const catalogue = library();
  const types = {
    zeroOf: (type: Parameters<typeof zeroOf>[1]) => zeroOf(catalogue, type),
    isInstance: () => false,
  };
  return new Run(world, types, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}
