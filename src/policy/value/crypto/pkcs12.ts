// PKCS #12 (RFC 7292): certificate and private key of a .pfx, as vaults hand them out. Encryption by PBES2
// with AES and by the older scheme with triple DES; RC2 is not read, and the MAC not checked: the expression
// that has the bytes has the password too.

import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  pbkdf2Sync,
} from "node:crypto";
import { childAt, childrenOf, DerError, type DerNode, derTags, oidText, readDer } from "./der.ts";

export type Pkcs12 = { readonly certificate: Uint8Array; readonly privateKey: KeyObject | undefined };

const data = "1.2.840.113549.1.7.1";
const encryptedData = "1.2.840.113549.1.7.6";
const pbes2 = "1.2.840.113549.1.5.13";
const pbeTripleDes = "1.2.840.113549.1.12.1.3";
const keyBag = "1.2.840.113549.1.12.10.1.1";
const shroudedKeyBag = "1.2.840.113549.1.12.10.1.2";
const certBag = "1.2.840.113549.1.12.10.1.3";

/** Iterations beyond this are somebody's attack. */
const MAX_ITERATIONS = 1_000_000;

/** Fuel for an iteration: three hashes made here, or one round of OpenSSL's PBKDF2. */
const OLD_STEPS = 100;
const NEW_STEPS = 20;

/** `spend` is asked for the fuel of each derivation before it is made.
 * @throws DerError for what is no PKCS #12, and for a wrong password */
export function readPkcs12(bytes: Uint8Array, password: string, spend: (steps: number) => void): Pkcs12 {
  const reader = new Pkcs12Reader(password, spend);
  const pfx = readDer(bytes);
  const safe = readDer(
    childAt(childAt(childAt(pfx, 1, derTags.sequence), 1), 0, derTags.octetString).content,
  );
  for (const info of childrenOf(safe)) reader.readContents(info);
  return reader.result();
}

class Pkcs12Reader {
  readonly #password: string;
  readonly #spend: (steps: number) => void;
  readonly #certificates: Uint8Array[] = [];
  #key: KeyObject | undefined;

  constructor(password: string, spend: (steps: number) => void) {
    this.#password = password;
    this.#spend = spend;
  }

  /** The certificate of the key, else the first. */
  result(): Pkcs12 {
    const [first] = this.#certificates;
    if (first === undefined) throw new DerError("no certificate");
    const key = this.#key;
    if (key === undefined) return { certificate: first, privateKey: undefined };
    const wanted = createPublicKey(key).export({ format: "der", type: "spki" });
    const own = this.#certificates.find((der) => Buffer.from(der).includes(wanted));
    return { certificate: own ?? first, privateKey: key };
  }

  readContents(info: DerNode): void {
    const kind = oidText(childAt(info, 0, derTags.oid).content);
    const content = childAt(info, 1);
    if (kind === data) this.#readBags(childAt(content, 0, derTags.octetString).content);
    if (kind !== encryptedData) return;
    const encrypted = childAt(childAt(content, 0, derTags.sequence), 1, derTags.sequence);
    const bags = this.#decrypt(childAt(encrypted, 1), childAt(encrypted, 2).content);
    decrypted(() => this.#readBags(bags));
  }

  #readBags(bytes: Uint8Array): void {
    for (const bag of childrenOf(readDer(bytes))) {
      const kind = oidText(childAt(bag, 0, derTags.oid).content);
      const value = childAt(childAt(bag, 1), 0);
      if (kind === keyBag) this.#key = keyOf(value.whole);
      if (kind === shroudedKeyBag) {
        const key = this.#decrypt(childAt(value, 0), childAt(value, 1, derTags.octetString).content);
        decrypted(() => {
          this.#key = keyOf(key);
        });
      }
      if (kind === certBag)
        this.#certificates.push(childAt(childAt(value, 1), 0, derTags.octetString).content);
    }
  }

  #decrypt(algorithm: DerNode, bytes: Uint8Array): Uint8Array {
    const kind = oidText(childAt(algorithm, 0, derTags.oid).content);
    const parameters = childAt(algorithm, 1, derTags.sequence);
    if (kind === pbes2) return this.#decryptPbes2(parameters, bytes);
    if (kind !== pbeTripleDes) throw new DerError(`encryption ${kind} is not read`);
    const salt = childAt(parameters, 0, derTags.octetString).content;
    const iterations = this.#iterations(childAt(parameters, 1, derTags.integer), OLD_STEPS);
    const key = deriveKey(this.#password, salt, iterations, 1, 24);
    const iv = deriveKey(this.#password, salt, iterations, 2, 8);
    return decipher("des-ede3-cbc", key, iv, bytes);
  }

  #decryptPbes2(parameters: DerNode, bytes: Uint8Array): Uint8Array {
    const derivation = childAt(childAt(parameters, 0), 1, derTags.sequence);
    const scheme = childAt(parameters, 1, derTags.sequence);
    const cipher = ciphers.get(oidText(childAt(scheme, 0, derTags.oid).content));
    if (cipher === undefined) throw new DerError("this cipher is not read");
    const salt = childAt(derivation, 0, derTags.octetString).content;
    const iterations = this.#iterations(childAt(derivation, 1, derTags.integer), NEW_STEPS);
    const hash = prfOf(childrenOf(derivation).at(-1));
    const key = pbkdf2Sync(this.#password, salt, iterations, cipher.keyBytes, hash);
    return decipher(cipher.name, key, childAt(scheme, 1, derTags.octetString).content, bytes);
  }

  #iterations(node: DerNode, steps: number): number {
    const count = Number.parseInt(`0${Buffer.from(node.content).toString("hex")}`, 16);
    if (count > MAX_ITERATIONS) throw new DerError("too many iterations");
    this.#spend(count * steps);
    return count;
  }
}

const ciphers: ReadonlyMap<string, { readonly name: string; readonly keyBytes: number }> = new Map([
  ["2.16.840.1.101.3.4.1.2", { name: "aes-128-cbc", keyBytes: 16 }],
  ["2.16.840.1.101.3.4.1.22", { name: "aes-192-cbc", keyBytes: 24 }],
  ["2.16.840.1.101.3.4.1.42", { name: "aes-256-cbc", keyBytes: 32 }],
  ["1.2.840.113549.3.7", { name: "des-ede3-cbc", keyBytes: 24 }],
]);

const prfs: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.2.7", "sha1"],
  ["1.2.840.113549.2.9", "sha256"],
  ["1.2.840.113549.2.10", "sha384"],
  ["1.2.840.113549.2.11", "sha512"],
]);

/** HMAC with SHA-1 where none is named. */
function prfOf(node: DerNode | undefined): string {
  if (node?.tag !== derTags.sequence) return "sha1";
  const hash = prfs.get(oidText(childAt(node, 0, derTags.oid).content));
  if (hash === undefined) throw new DerError("this derivation is not read");
  return hash;
}

function decipher(name: string, key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Uint8Array {
  try {
    const cipher = createDecipheriv(name, key, iv);
    return Buffer.concat([cipher.update(bytes), cipher.final()]);
  } catch {
    throw new DerError("wrong password");
  }
}

/** Of what was decrypted: one wrong password in 256 leaves a padding that looks right, but no DER. */
function decrypted(read: () => void): void {
  try {
    read();
  } catch (error) {
    throw error instanceof DerError ? new DerError("wrong password") : error;
  }
}

function keyOf(der: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
  } catch {
    throw new DerError("no private key");
  }
}

const BLOCK = 64;

/** RFC 7292, appendix B.2, with SHA-1. `purpose`: 1 for keys, 2 for vectors. */
function deriveKey(
  password: string,
  salt: Uint8Array,
  iterations: number,
  purpose: number,
  length: number,
): Uint8Array {
  const secret = Buffer.from(`${password}\0`, "utf16le").swap16();
  const input = Buffer.concat([repeated(salt), repeated(secret)]);
  const diversifier = Buffer.alloc(BLOCK, purpose);
  const result: Uint8Array[] = [];
  for (let made = 0; made < length; made += 20) {
    let block: Uint8Array = createHash("sha1").update(diversifier).update(input).digest();
    for (let round = 1; round < iterations; round++) block = createHash("sha1").update(block).digest();
    result.push(block);
    addToBlocks(input, repeatedTo(block, BLOCK));
  }
  return Buffer.concat(result).subarray(0, length);
}

const repeated = (bytes: Uint8Array): Uint8Array =>
  repeatedTo(bytes, Math.ceil(bytes.length / BLOCK) * BLOCK);

function repeatedTo(bytes: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => bytes[at % bytes.length] ?? 0);
}

/** Each block of `input` becomes its sum with `added` and one. */
function addToBlocks(input: Buffer, added: Uint8Array): void {
  for (let start = 0; start < input.length; start += BLOCK) {
    let carry = 1;
    for (let at = BLOCK - 1; at >= 0; at--) {
      carry += (input[start + at] ?? 0) + (added[at] ?? 0);
      input[start + at] = carry & 255;
      carry >>= 8;
    }
  }
}
