// RandomNumberGenerator and RNGCryptoServiceProvider: the world's random bytes.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";

class RandomNumberGenerator extends ClrObject {
  readonly clrName = "System.Security.Cryptography.RNGCryptoServiceProvider";
}

const isInstance = (value: unknown): boolean => value instanceof RandomNumberGenerator;

function fill(run: Run, _self: RandomNumberGenerator, data: Uint8Array | null): void {
  if (data === null) throw argumentNull("data");
  run.spend(data.length);
  data.set(run.world.randomBytes(data.length));
}

function fillNonZero(run: Run, self: RandomNumberGenerator, data: Uint8Array | null): void {
  fill(run, self, data);
  if (data === null) return;
  for (let at = 0; at < data.length; at++) {
    while (data[at] === 0) {
      run.spend(1);
      data.set(run.world.randomBytes(1), at);
    }
  }
}

export const randomNumberTypes: readonly TypeDefinition[] = [
  defineType({
    name: "System.Security.Cryptography.RandomNumberGenerator",
    kind: "class",
    bases: ["IDisposable"],
    isInstance,
    members: {
      "static RandomNumberGenerator Create()": () => new RandomNumberGenerator(),
      "void GetBytes(byte[] data)": fill,
      "void GetNonZeroBytes(byte[] data)": fillNonZero,
    },
  }),
  defineType({
    name: "System.Security.Cryptography.RNGCryptoServiceProvider",
    kind: "class",
    bases: ["RandomNumberGenerator"],
    isInstance,
    members: { "new()": () => new RandomNumberGenerator() },
  }),
];
