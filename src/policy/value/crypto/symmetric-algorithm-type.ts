// SymmetricAlgorithm, its heirs and ICryptoTransform as expressions see them.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { byteRange } from "./byte-range.ts";
import { cryptographicException } from "./crypto-error.ts";
import {
  type CipherFamily,
  CryptoTransform,
  cipherModes,
  SymmetricAlgorithm,
} from "./symmetric-algorithm.ts";

type Bytes = Uint8Array | null;

const full = (name: string): string => `System.Security.Cryptography.${name}`;

/** What `Create()` makes comes first. */
const classes: Readonly<Record<CipherFamily, readonly string[]>> = {
  Aes: ["AesCryptoServiceProvider", "AesManaged", "AesCng"],
  Rijndael: ["RijndaelManaged"],
  TripleDES: ["TripleDESCryptoServiceProvider"],
};

const names: ReadonlyMap<string, CipherFamily> = new Map([
  ["AES", "Aes"],
  ["AESMANAGED", "Aes"],
  ["RIJNDAEL", "Rijndael"],
  ["RIJNDAELMANAGED", "Rijndael"],
  ["TRIPLEDES", "TripleDES"],
  ["TRIPLE DES", "TripleDES"],
  ["3DES", "TripleDES"],
]);

const byDefault = (family: CipherFamily): SymmetricAlgorithm =>
  new SymmetricAlgorithm(classes[family][0] ?? family, family);

/** Null for a name that there is not. @throws ClrException ArgumentNullException */
export function symmetricAlgorithmNamed(name: string | null): SymmetricAlgorithm | null {
  if (name === null) throw argumentNull("algName");
  const family = names.get(name.replace(/^System\.Security\.Cryptography\./, "").toUpperCase());
  return family === undefined ? null : byDefault(family);
}

/** `key` and `iv` may be null: those of the algorithm. */
export function transformOf(
  run: Run,
  ...[algorithm, isEncrypting, key, iv]: [SymmetricAlgorithm, boolean, Bytes?, Bytes?]
): CryptoTransform {
  return new CryptoTransform(algorithm, isEncrypting, key ?? algorithm.key(run), iv ?? algorithm.iv(run));
}

function transformWith(
  run: Run,
  ...[algorithm, isEncrypting, key, iv]: [SymmetricAlgorithm, boolean, Bytes, Bytes]
): CryptoTransform {
  if (key === null) throw argumentNull("key");
  return transformOf(run, algorithm, isEncrypting, key, iv);
}

const symmetricDefinition = defineType({
  name: full("SymmetricAlgorithm"),
  kind: "class",
  bases: ["IDisposable"],
  isInstance: (value) => value instanceof SymmetricAlgorithm,
  members: {
    "static SymmetricAlgorithm Create(string algName)": (_run: Run, name: string | null) =>
      symmetricAlgorithmNamed(name),
    "byte[] Key": (run: Run, algorithm: SymmetricAlgorithm) => algorithm.key(run),
    "set byte[] Key": (_run: Run, algorithm: SymmetricAlgorithm, key: Bytes) => {
      if (key === null) throw argumentNull("value");
      algorithm.setKey(key);
    },
    "byte[] IV": (run: Run, algorithm: SymmetricAlgorithm) => algorithm.iv(run),
    "set byte[] IV": (_run: Run, algorithm: SymmetricAlgorithm, iv: Bytes) => {
      if (iv === null) throw argumentNull("value");
      algorithm.setIv(iv);
    },
    "int KeySize": (_run: Run, algorithm: SymmetricAlgorithm) => algorithm.keySize,
    "set int KeySize": (_run: Run, algorithm: SymmetricAlgorithm, bits: number) => {
      algorithm.keySize = bits;
    },
    "int BlockSize": (_run: Run, algorithm: SymmetricAlgorithm) => algorithm.blockBytes * 8,
    "set int BlockSize": (_run: Run, algorithm: SymmetricAlgorithm, bits: number) => {
      if (bits === algorithm.blockBytes * 8) return;
      throw cryptographicException("Specified block size is not valid for this algorithm.");
    },
    "CipherMode Mode": (_run: Run, algorithm: SymmetricAlgorithm) => algorithm.mode,
    "set CipherMode Mode": (_run: Run, algorithm: SymmetricAlgorithm, mode: number) => {
      if (mode < cipherModes.CBC || mode > cipherModes.CFB) {
        throw cryptographicException("Specified cipher mode is not valid for this algorithm.");
      }
      algorithm.mode = mode;
    },
    "PaddingMode Padding": (_run: Run, algorithm: SymmetricAlgorithm) => algorithm.padding,
    "set PaddingMode Padding": (_run: Run, algorithm: SymmetricAlgorithm, padding: number) => {
      if (padding < 1 || padding > 5) {
        throw cryptographicException("Specified padding mode is not valid for this algorithm.");
      }
      algorithm.padding = padding;
    },
    "void GenerateKey()": (run: Run, algorithm: SymmetricAlgorithm) => algorithm.generateKey(run),
    "void GenerateIV()": (run: Run, algorithm: SymmetricAlgorithm) => algorithm.generateIv(run),
    "ICryptoTransform CreateEncryptor()": (run: Run, algorithm: SymmetricAlgorithm) =>
      transformOf(run, algorithm, true),
    "ICryptoTransform CreateDecryptor()": (run: Run, algorithm: SymmetricAlgorithm) =>
      transformOf(run, algorithm, false),
    "ICryptoTransform CreateEncryptor(byte[] rgbKey, byte[] rgbIV)": (
      run: Run,
      ...[algorithm, key, iv]: [SymmetricAlgorithm, Bytes, Bytes]
    ) => transformWith(run, algorithm, true, key, iv),
    "ICryptoTransform CreateDecryptor(byte[] rgbKey, byte[] rgbIV)": (
      run: Run,
      ...[algorithm, key, iv]: [SymmetricAlgorithm, Bytes, Bytes]
    ) => transformWith(run, algorithm, false, key, iv),
    "void Clear()": (): void => undefined,
  },
});

function familyTypes(family: CipherFamily): TypeDefinition[] {
  const isFamily = (value: unknown): boolean =>
    value instanceof SymmetricAlgorithm && value.family === family;
  const base = defineType({
    name: full(family),
    kind: "class",
    bases: ["SymmetricAlgorithm"],
    isInstance: isFamily,
    members: { [`static ${family} Create()`]: () => byDefault(family) },
  });
  const heirs = classes[family].map((name) =>
    defineType({
      name: full(name),
      kind: "class",
      bases: [family],
      isInstance: (value) => value instanceof SymmetricAlgorithm && value.clrName === full(name),
      members: { "new()": () => new SymmetricAlgorithm(name, family) },
    }),
  );
  return [base, ...heirs];
}

export const symmetricAlgorithmTypes: readonly TypeDefinition[] = [
  symmetricDefinition,
  ...familyTypes("Aes"),
  ...familyTypes("Rijndael"),
  ...familyTypes("TripleDES"),
  defineType({
    name: full("ICryptoTransform"),
    kind: "interface",
    bases: ["IDisposable"],
    isInstance: (value) => value instanceof CryptoTransform,
    members: {
      "byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)": (
        run: Run,
        ...[transform, bytes, offset, count]: [CryptoTransform, Bytes, number, number]
      ) => transform.apply(run, byteRange(bytes, offset, count, "inputBuffer")),
    },
  }),
];
