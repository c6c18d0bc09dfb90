// HashAlgorithmName, RSASignaturePadding and RSAEncryptionPadding.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import type { HashFamily } from "./hash-algorithm.ts";

const full = (name: string): string => `System.Security.Cryptography.${name}`;

export class HashAlgorithmName extends ClrObject {
  readonly clrName = full("HashAlgorithmName");
  readonly name: string | null;

  constructor(name: string | null) {
    super();
    this.name = name;
  }

  override toString(): string {
    return this.name ?? "";
  }

  override equals(other: unknown): boolean {
    return other instanceof HashAlgorithmName && other.name === this.name;
  }

  override hashKey(): unknown {
    return `hash ${this.name}`;
  }
}

export class RsaSignaturePadding extends ClrObject {
  readonly clrName = full("RSASignaturePadding");
  readonly mode: "Pkcs1" | "Pss";

  constructor(mode: "Pkcs1" | "Pss") {
    super();
    this.mode = mode;
  }

  override toString(): string {
    return this.mode;
  }
}

export class RsaEncryptionPadding extends ClrObject {
  readonly clrName = full("RSAEncryptionPadding");
  /** Undefined for PKCS #1. */
  readonly oaepHash: HashFamily | undefined;

  constructor(oaepHash: HashFamily | undefined) {
    super();
    this.oaepHash = oaepHash;
  }

  override toString(): string {
    return this.oaepHash === undefined ? "Pkcs1" : `Oaep${this.oaepHash}`;
  }
}

const hashNames = ["MD5", "SHA1", "SHA256", "SHA384", "SHA512"] as const;

const named = new Map(hashNames.map((name) => [name, new HashAlgorithmName(name)]));

const pkcs1 = new RsaSignaturePadding("Pkcs1");
const pss = new RsaSignaturePadding("Pss");

const encryptionPaddings = [undefined, "SHA1", "SHA256", "SHA384", "SHA512"].map(
  (hash) => new RsaEncryptionPadding(hashNames.find((name) => name === hash)),
);

export const rsaPaddingTypes: readonly TypeDefinition[] = [
  defineType({
    name: full("HashAlgorithmName"),
    kind: "struct",
    zero: new HashAlgorithmName(null),
    isInstance: (value) => value instanceof HashAlgorithmName,
    members: {
      "new(string name)": (_run: Run, name: string | null) => new HashAlgorithmName(name),
      ...Object.fromEntries(
        hashNames.map((name) => [`static HashAlgorithmName ${name}`, () => named.get(name)]),
      ),
      "string Name": (_run: Run, self: HashAlgorithmName) => self.name,
      "string ToString()": (_run: Run, self: HashAlgorithmName) => self.toString(),
      "static bool operator ==(HashAlgorithmName left, HashAlgorithmName right)": (
        _run: Run,
        ...[left, right]: [HashAlgorithmName, HashAlgorithmName]
      ) => left.equals(right),
      "static bool operator !=(HashAlgorithmName left, HashAlgorithmName right)": (
        _run: Run,
        ...[left, right]: [HashAlgorithmName, HashAlgorithmName]
      ) => !left.equals(right),
    },
  }),
  defineType({
    name: full("RSASignaturePadding"),
    kind: "class",
    isInstance: (value) => value instanceof RsaSignaturePadding,
    members: {
      "static RSASignaturePadding Pkcs1": () => pkcs1,
      "static RSASignaturePadding Pss": () => pss,
    },
  }),
  defineType({
    name: full("RSAEncryptionPadding"),
    kind: "class",
    isInstance: (value) => value instanceof RsaEncryptionPadding,
    members: Object.fromEntries(
      encryptionPaddings.map((padding) => [`static RSAEncryptionPadding ${padding}`, () => padding]),
    ),
  }),
];
