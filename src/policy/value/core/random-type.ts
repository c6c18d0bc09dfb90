// System.Random as expressions see it.

import { defineType } from "../../type/type-definition.ts";
import { argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { ClrRandom } from "./random.ts";

function nextBelow(_run: Run, random: ClrRandom, maxValue: number): number {
  if (maxValue < 0) throw argumentOutOfRange("maxValue", "'maxValue' must be greater than zero.");
  return Math.trunc(random.nextDouble() * maxValue);
}

function nextBetween(_run: Run, random: ClrRandom, minValue: number, maxValue: number): number {
  if (minValue > maxValue) {
    throw argumentOutOfRange("minValue", "'minValue' cannot be greater than maxValue.");
  }
  const range = maxValue - minValue;
  const sample = range <= 2147483647 ? random.nextDouble() : random.nextLarge();
  return Math.trunc(sample * range) + minValue;
}

export const randomDefinition = defineType({
  name: "System.Random",
  kind: "class",
  isInstance: (value) => value instanceof ClrRandom,
  members: {
    "new()": (run: Run) => new ClrRandom(Math.trunc(run.world.random() * 2147483647)),
    "new(int Seed)": (_run: Run, seed: number) => new ClrRandom(seed),
    "int Next()": (_run: Run, random: ClrRandom) => random.nextInteger(),
    "int Next(int maxValue)": nextBelow,
    "int Next(int minValue, int maxValue)": nextBetween,
    "double NextDouble()": (_run: Run, random: ClrRandom) => random.nextDouble(),
    "void NextBytes(byte[] buffer)": (run: Run, random: ClrRandom, buffer: Uint8Array | null) => {
      if (buffer === null) throw argumentNull("buffer");
      run.spend(buffer.length);
      for (let at = 0; at < buffer.length; at++) buffer[at] = random.nextInteger() % 256;
    },
  },
});
