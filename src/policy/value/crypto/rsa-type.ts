// RSA and RSACng as expressions see them.

import { defineType, refused, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { byteRange } from "./byte-range.ts";
import { Rsa } from "./rsa.ts";
import type { HashAlgorithmName, RsaEncryptionPadding, RsaSignaturePadding } from "./rsa-padding.ts";

type Bytes = Uint8Array | null;
type Padding = RsaSignaturePadding | null;

/** @throws ClrException ArgumentNullException */
function given<Value>(value: Value | null, parameter: string): Value {
  if (value === null) throw argumentNull(parameter);
  return value;
}

const isInstance = (value: unknown): boolean => value instanceof Rsa;
const leaving = refused("keys do not leave the gateway: sign or decrypt where the key is");
const making = refused("take the key of a certificate: certificate.GetRSAPrivateKey()");

export const rsaTypes: readonly TypeDefinition[] = [
  defineType({
    name: "System.Security.Cryptography.AsymmetricAlgorithm",
    kind: "class",
    bases: ["IDisposable"],
    isInstance,
    members: { "int KeySize": (_run: Run, rsa: Rsa) => rsa.keySize },
  }),
  defineType({
    name: "System.Security.Cryptography.RSA",
    kind: "class",
    bases: ["AsymmetricAlgorithm"],
    isInstance,
    members: {
      "byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)": (
        run: Run,
        ...[rsa, data, hash, padding]: [Rsa, Bytes, HashAlgorithmName, Padding]
      ) => rsa.sign(run, given(data, "data"), hash, given(padding, "padding")),
      "byte[] SignData(byte[] data, int offset, int count, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)":
        (
          run: Run,
          ...[rsa, data, offset, count, hash, padding]: [
            Rsa,
            Bytes,
            number,
            number,
            HashAlgorithmName,
            Padding,
          ]
        ) => rsa.sign(run, byteRange(data, offset, count, "data"), hash, given(padding, "padding")),
      "byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)": (
        run: Run,
        ...[rsa, digest, hash, padding]: [Rsa, Bytes, HashAlgorithmName, Padding]
      ) => rsa.signHash(run, given(digest, "hash"), hash, given(padding, "padding")),
      "bool VerifyData(byte[] data, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)":
        (
          run: Run,
          ...[rsa, data, signature, hash, padding]: [Rsa, Bytes, Bytes, HashAlgorithmName, Padding]
        ) =>
          rsa.verify(
            run,
            given(data, "data"),
            given(signature, "signature"),
            hash,
            given(padding, "padding"),
          ),
      "bool VerifyHash(byte[] hash, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)":
        (
          run: Run,
          ...[rsa, digest, signature, hash, padding]: [Rsa, Bytes, Bytes, HashAlgorithmName, Padding]
        ) =>
          rsa.verifyHash(
            run,
            given(digest, "hash"),
            given(signature, "signature"),
            hash,
            given(padding, "padding"),
          ),
      "byte[] Encrypt(byte[] data, RSAEncryptionPadding padding)": (
        run: Run,
        ...[rsa, data, padding]: [Rsa, Bytes, RsaEncryptionPadding | null]
      ) => rsa.encrypt(run, given(data, "data"), given(padding, "padding")),
      "byte[] Decrypt(byte[] data, RSAEncryptionPadding padding)": (
        run: Run,
        ...[rsa, data, padding]: [Rsa, Bytes, RsaEncryptionPadding | null]
      ) => rsa.decrypt(run, given(data, "data"), given(padding, "padding")),
      "string ToXmlString(bool includePrivateParameters)": leaving,
      "static RSA Create()": making,
    },
  }),
  defineType({
    name: "System.Security.Cryptography.RSACng",
    kind: "class",
    bases: ["RSA"],
    isInstance,
    members: { "new()": making },
  }),
  defineType({
    name: "System.Security.Cryptography.RSACryptoServiceProvider",
    kind: "class",
    bases: ["RSA"],
    // The keys of certificates are RSACng.
    isInstance: () => false,
    members: { "new()": making },
  }),
];
