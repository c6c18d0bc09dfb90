// The hash classes as expressions see them: HashAlgorithm, KeyedHashAlgorithm, HMAC and all their heirs.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentNull, nullReference } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { byteRange } from "./byte-range.ts";
import { HashAlgorithm, type HashFamily, hashFamilies } from "./hash-algorithm.ts";

const full = (name: string): string => `System.Security.Cryptography.${name}`;

const families: readonly HashFamily[] = ["MD5", "SHA1", "SHA256", "SHA384", "SHA512"];

/** What `Create()` makes, and the other classes that there are. */
const implementations: Readonly<Record<HashFamily, readonly string[]>> = {
  MD5: ["MD5CryptoServiceProvider", "MD5Cng"],
  SHA1: ["SHA1CryptoServiceProvider", "SHA1Managed", "SHA1Cng"],
  SHA256: ["SHA256Managed", "SHA256CryptoServiceProvider", "SHA256Cng"],
  SHA384: ["SHA384Managed", "SHA384CryptoServiceProvider", "SHA384Cng"],
  SHA512: ["SHA512Managed", "SHA512CryptoServiceProvider", "SHA512Cng"],
};

const familyNames: ReadonlyMap<string, HashFamily> = new Map([
  ...families.map((family) => [family, family] as const),
  ["SHA", "SHA1"],
  ["SHA-1", "SHA1"],
  ["SHA-256", "SHA256"],
  ["SHA-384", "SHA384"],
  ["SHA-512", "SHA512"],
]);

const byDefault = (family: HashFamily): HashAlgorithm =>
  new HashAlgorithm(implementations[family][0] ?? family, family);

function byName(_run: Run, name: string | null): HashAlgorithm | null {
  if (name === null) throw argumentNull("name");
  const plain = name.replace(/^System\.Security\.Cryptography\./, "");
  const family = familyNames.get(plain.toUpperCase());
  if (family !== undefined) return byDefault(family);
  const keyed = familyNames.get(plain.toUpperCase().replace(/^HMAC/, ""));
  return keyed !== undefined && plain.toUpperCase().startsWith("HMAC")
    ? new HashAlgorithm(`HMAC${keyed}`, keyed, new Uint8Array(64))
    : null;
}

const hashAlgorithmDefinition = defineType({
  name: full("HashAlgorithm"),
  kind: "class",
  bases: ["IDisposable"],
  isInstance: (value) => value instanceof HashAlgorithm,
  members: {
    "static HashAlgorithm Create(string hashName)": byName,
    "byte[] ComputeHash(byte[] buffer)": (run: Run, hash: HashAlgorithm, bytes: Uint8Array | null) => {
      if (bytes === null) throw argumentNull("buffer");
      return hash.compute(run, bytes);
    },
    "byte[] ComputeHash(byte[] buffer, int offset, int count)": (
      run: Run,
      ...[hash, bytes, offset, count]: [HashAlgorithm, Uint8Array | null, number, number]
    ) => hash.compute(run, byteRange(bytes, offset, count)),
    "byte[] Hash": (_run: Run, hash: HashAlgorithm) => hash.hash,
    "int HashSize": (_run: Run, hash: HashAlgorithm) => hashFamilies[hash.family].bits,
    "void Clear()": (_run: Run, hash: HashAlgorithm) => hash.dispose(),
    "void Dispose()": (_run: Run, hash: HashAlgorithm) => hash.dispose(),
  },
});

const keyedDefinition = defineType({
  name: full("KeyedHashAlgorithm"),
  kind: "class",
  bases: ["HashAlgorithm"],
  isInstance: (value) => value instanceof HashAlgorithm && value.isKeyed,
  members: {
    "byte[] Key": (_run: Run, hash: HashAlgorithm) => hash.key,
    "set byte[] Key": (_run: Run, hash: HashAlgorithm, key: Uint8Array | null) => {
      if (key === null) throw nullReference();
      hash.key = key;
    },
  },
});

const hmacDefinition = defineType({
  name: full("HMAC"),
  kind: "class",
  bases: ["KeyedHashAlgorithm"],
  isInstance: (value) => value instanceof HashAlgorithm && value.isKeyed,
  members: { "string HashName": (_run: Run, hash: HashAlgorithm) => hash.family },
});

function familyTypes(family: HashFamily): TypeDefinition[] {
  const isFamily = (value: unknown): boolean =>
    value instanceof HashAlgorithm && value.family === family && !value.isKeyed;
  const base = defineType({
    name: full(family),
    kind: "class",
    bases: ["HashAlgorithm"],
    isInstance: isFamily,
    members: { [`static ${family} Create()`]: () => byDefault(family) },
  });
  const classes = implementations[family].map((name) =>
    defineType({
      name: full(name),
      kind: "class",
      bases: [family],
      isInstance: (value) =>
        isFamily(value) && value instanceof HashAlgorithm && value.clrName === full(name),
      members: { "new()": () => new HashAlgorithm(name, family) },
    }),
  );
  return [base, ...classes];
}

function keyedType(family: HashFamily): TypeDefinition {
  const name = `HMAC${family}`;
  const { blockBytes } = hashFamilies[family];
  return defineType({
    name: full(name),
    kind: "class",
    bases: ["HMAC"],
    isInstance: (value) => value instanceof HashAlgorithm && value.isKeyed && value.family === family,
    members: {
      "new()": (run: Run) => new HashAlgorithm(name, family, run.world.randomBytes(blockBytes)),
      "new(byte[] key)": (run: Run, key: Uint8Array | null) => {
        if (key === null) throw nullReference();
        run.spend(key.length);
        return new HashAlgorithm(name, family, key);
      },
    },
  });
}

export const hashAlgorithmTypes: readonly TypeDefinition[] = [
  hashAlgorithmDefinition,
  keyedDefinition,
  hmacDefinition,
  ...families.flatMap(familyTypes),
  ...families.map(keyedType),
];
