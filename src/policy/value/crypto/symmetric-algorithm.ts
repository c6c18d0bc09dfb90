// System.Security.Cryptography.SymmetricAlgorithm: AES (Rijndael with its block of 128 bits) and triple DES.

import { createCipheriv, createDecipheriv } from "node:crypto";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import { pad, paddingModes, unpad } from "./block-padding.ts";
import { cryptographicException } from "./crypto-error.ts";

export const cipherModes = { CBC: 1, ECB: 2, OFB: 3, CFB: 4, CTS: 5 } as const;

export type CipherFamily = "Aes" | "Rijndael" | "TripleDES";

const keyBits: Readonly<Record<CipherFamily, readonly number[]>> = {
  Aes: [128, 192, 256],
  Rijndael: [128, 192, 256],
  TripleDES: [128, 192],
};

/** Fuel for a cipher, beside its bytes. */
const CIPHER_STEPS = 100;

export class SymmetricAlgorithm extends ClrObject {
  readonly clrName: string;
  readonly family: CipherFamily;
  readonly blockBytes: number;
  mode: number = cipherModes.CBC;
  padding: number = paddingModes.PKCS7;
  #key: Uint8Array | undefined;
  #iv: Uint8Array | undefined;
  #keySize: number;

  constructor(className: string, family: CipherFamily) {
    super();
    this.clrName = `System.Security.Cryptography.${className}`;
    this.family = family;
    this.blockBytes = family === "TripleDES" ? 8 : 16;
    this.#keySize = family === "TripleDES" ? 192 : 256;
  }

  get keySize(): number {
    return this.#keySize;
  }

  /** A new size forgets the key. @throws ClrException CryptographicException */
  set keySize(bits: number) {
    this.#checkSize(bits);
    this.#keySize = bits;
    this.#key = undefined;
  }

  #checkSize(bits: number): void {
    if (keyBits[this.family].includes(bits)) return;
    throw cryptographicException("Specified key is not a valid size for this algorithm.");
  }

  /** Made when nobody set one. */
  key(run: Run): Uint8Array {
    this.#key ??= run.world.randomBytes(this.#keySize / 8);
    return this.#key.slice();
  }

  /** @throws ClrException CryptographicException */
  setKey(key: Uint8Array): void {
    this.#checkSize(key.length * 8);
    this.#keySize = key.length * 8;
    this.#key = key.slice();
  }

  iv(run: Run): Uint8Array {
    this.#iv ??= run.world.randomBytes(this.blockBytes);
    return this.#iv.slice();
  }

  /** @throws ClrException CryptographicException */
  setIv(iv: Uint8Array): void {
    if (iv.length !== this.blockBytes) throw wrongIv();
    this.#iv = iv.slice();
  }

  generateKey(run: Run): void {
    this.#key = run.world.randomBytes(this.#keySize / 8);
  }

  generateIv(run: Run): void {
    this.#iv = run.world.randomBytes(this.blockBytes);
  }
}

const wrongIv = (): Error =>
  cryptographicException(
    "Specified initialization vector (IV) does not match the block size for this algorithm.",
  );

/** An algorithm with key and vector: what ICryptoTransform does. */
export class CryptoTransform extends ClrObject {
  readonly clrName = "System.Security.Cryptography.ICryptoTransform";
  readonly #algorithm: SymmetricAlgorithm;
  readonly #isEncrypting: boolean;
  readonly #key: Uint8Array;
  readonly #iv: Uint8Array;

  /** @throws ClrException CryptographicException for a key or vector that does not fit */
  constructor(algorithm: SymmetricAlgorithm, isEncrypting: boolean, key: Uint8Array, iv: Uint8Array) {
    super();
    if (!keyBits[algorithm.family].includes(key.length * 8)) {
      throw cryptographicException("Specified key is not a valid size for this algorithm.");
    }
    if (algorithm.mode !== cipherModes.ECB && iv.length !== algorithm.blockBytes) throw wrongIv();
    this.#algorithm = algorithm;
    this.#isEncrypting = isEncrypting;
    this.#key = key;
    this.#iv = iv;
  }

  /** The whole of it at once. @throws ClrException CryptographicException */
  apply(run: Run, bytes: Uint8Array): Uint8Array {
    run.spend(CIPHER_STEPS + (bytes.length >> 1));
    run.allocate(bytes.length * 2 + 64);
    return this.#isEncrypting ? this.#encrypt(run, bytes) : this.#decrypt(bytes);
  }

  #encrypt(run: Run, bytes: Uint8Array): Uint8Array {
    const { blockBytes, padding } = this.#algorithm;
    const padded = pad(bytes, blockBytes, padding, run.world.randomBytes);
    const cipher = createCipheriv(this.#cipherName(), this.#cipherKey(), this.#cipherIv());
    cipher.setAutoPadding(false);
    return Uint8Array.from(Buffer.concat([cipher.update(padded), cipher.final()]));
  }

  #decrypt(bytes: Uint8Array): Uint8Array {
    const { blockBytes, padding } = this.#algorithm;
    if (bytes.length % blockBytes !== 0) {
      throw cryptographicException("Length of the data to decrypt is invalid.");
    }
    const decipher = createDecipheriv(this.#cipherName(), this.#cipherKey(), this.#cipherIv());
    decipher.setAutoPadding(false);
    const plain = Buffer.concat([decipher.update(bytes), decipher.final()]);
    return Uint8Array.from(unpad(plain, blockBytes, padding));
  }

  /** @throws ClrException CryptographicException for modes that .NET's classes do not do either */
  #cipherName(): string {
    const { family, mode } = this.#algorithm;
    const suffix = new Map<number, string>([
      [cipherModes.CBC, "cbc"],
      [cipherModes.ECB, "ecb"],
      [cipherModes.CFB, "cfb8"],
    ]).get(mode);
    if (suffix === undefined) {
      throw cryptographicException("Specified cipher mode is not valid for this algorithm.");
    }
    if (family !== "TripleDES") return `aes-${this.#key.length * 8}-${suffix}`;
    return suffix === "ecb" ? "des-ede3" : `des-ede3-${suffix}`;
  }

  /** Two keys of triple DES are three of which the last is the first. */
  #cipherKey(): Uint8Array {
    if (this.#algorithm.family !== "TripleDES" || this.#key.length === 24) return this.#key;
    return Buffer.concat([this.#key, this.#key.subarray(0, 8)]);
  }

  #cipherIv(): Uint8Array | null {
    return this.#algorithm.mode === cipherModes.ECB ? null : this.#iv;
  }
}
