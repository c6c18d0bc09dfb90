// System.Security.Cryptography.HashAlgorithm: plain hashes, and keyed ones (HMAC).

import { createHash, createHmac } from "node:crypto";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import { disposedException } from "./crypto-error.ts";

export type HashFamily = "MD5" | "SHA1" | "SHA256" | "SHA384" | "SHA512";

/** node:crypto's name, bits of the result, bytes of a block. */
export const hashFamilies: Readonly<
  Record<HashFamily, { readonly node: string; readonly bits: number; readonly blockBytes: number }>
> = {
  MD5: { node: "md5", bits: 128, blockBytes: 64 },
  SHA1: { node: "sha1", bits: 160, blockBytes: 64 },
  SHA256: { node: "sha256", bits: 256, blockBytes: 64 },
  SHA384: { node: "sha384", bits: 384, blockBytes: 128 },
  SHA512: { node: "sha512", bits: 512, blockBytes: 128 },
};

/** Fuel for a hash, beside its bytes. */
const HASH_STEPS = 50;

export function hashBytes(run: Run, family: HashFamily, bytes: Uint8Array): Uint8Array {
  run.spend(HASH_STEPS + (bytes.length >> 2));
  run.allocate(64);
  return Uint8Array.from(createHash(hashFamilies[family].node).update(bytes).digest());
}

export class HashAlgorithm extends ClrObject {
  readonly clrName: string;
  readonly family: HashFamily;
  /** Undefined for hashes without one. */
  #key: Uint8Array | undefined;
  #hash: Uint8Array | null = null;
  #isDisposed = false;

  /** `className`: the last part of the class's name. */
  constructor(className: string, family: HashFamily, key?: Uint8Array) {
    super();
    this.clrName = `System.Security.Cryptography.${className}`;
    this.family = family;
    if (key !== undefined) this.key = key;
  }

  get isKeyed(): boolean {
    return this.#key !== undefined;
  }

  get key(): Uint8Array {
    return (this.#key ?? new Uint8Array()).slice();
  }

  /** A key longer than a block is its hash. */
  set key(key: Uint8Array) {
    const { node, blockBytes } = hashFamilies[this.family];
    this.#key =
      key.length > blockBytes ? Uint8Array.from(createHash(node).update(key).digest()) : key.slice();
  }

  /** Of the last computation. @throws ClrException ObjectDisposedException */
  get hash(): Uint8Array | null {
    if (this.#isDisposed) throw disposedException();
    return this.#hash?.slice() ?? null;
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  /** @throws ClrException ObjectDisposedException */
  compute(run: Run, bytes: Uint8Array): Uint8Array {
    if (this.#isDisposed) throw disposedException();
    run.spend(HASH_STEPS + (bytes.length >> 2));
    run.allocate(128);
    const { node } = hashFamilies[this.family];
    const hash = this.#key === undefined ? createHash(node) : createHmac(node, this.#key);
    this.#hash = Uint8Array.from(hash.update(bytes).digest());
    return this.#hash.slice();
  }
}
