// The extension methods of the policy expression reference on bytes, certificates and credentials.

import { defineType } from "../../type/type-definition.ts";
import type { Ref } from "../boxed.ts";
import { argumentNull, nullReference } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { parseBasic } from "./basic-credentials.ts";
import type { Certificate } from "./certificate.ts";
import { jwtObject, parseJwt } from "./jwt.ts";
import type { SymmetricAlgorithm } from "./symmetric-algorithm.ts";
import { symmetricAlgorithmNamed, transformOf } from "./symmetric-algorithm-type.ts";

type Bytes = Uint8Array | null;
type Text = string | null;

/** @throws ClrException NullReferenceException for a name that there is not */
const byName =
  (isEncrypting: boolean) =>
  (run: Run, ...[input, name, key, iv]: [Bytes, Text, Bytes, Bytes]): Uint8Array => {
    const algorithm = symmetricAlgorithmNamed(name);
    if (algorithm === null) throw nullReference();
    if (key === null) throw argumentNull("key");
    return transform(run, isEncrypting, input, algorithm, key, iv);
  };

const byAlgorithm =
  (isEncrypting: boolean) =>
  (
    run: Run,
    ...[input, algorithm, key, iv]: [Bytes, SymmetricAlgorithm | null, Bytes?, Bytes?]
  ): Uint8Array => {
    if (algorithm === null) throw argumentNull("alg");
    return transform(run, isEncrypting, input, algorithm, key ?? null, iv ?? null);
  };

function transform(
  run: Run,
  isEncrypting: boolean,
  ...[input, algorithm, key, iv]: [Bytes, SymmetricAlgorithm, Bytes, Bytes]
): Uint8Array {
  if (input === null) throw argumentNull("input");
  return transformOf(run, algorithm, isEncrypting, key, iv).apply(run, input);
}

function codingMembers(
  name: "Encrypt" | "Decrypt",
): Record<string, (run: Run, ...operands: never[]) => unknown> {
  const isEncrypting = name === "Encrypt";
  return {
    [`static byte[] ${name}(this byte[] input, string alg, byte[] key, byte[] iv)`]: byName(isEncrypting),
    [`static byte[] ${name}(this byte[] input, SymmetricAlgorithm alg)`]: byAlgorithm(isEncrypting),
    [`static byte[] ${name}(this byte[] input, SymmetricAlgorithm alg, byte[] key, byte[] iv)`]:
      byAlgorithm(isEncrypting),
  };
}

export const cryptoExtensionType = defineType({
  name: "CryptoExtensions",
  kind: "static",
  members: {
    ...codingMembers("Encrypt"),
    ...codingMembers("Decrypt"),
    "static bool VerifyNoRevocation(this X509Certificate2 certificate)": (
      _run: Run,
      certificate: Certificate | null,
    ) => {
      if (certificate === null) throw nullReference();
      return certificate.isTrusted;
    },
    "static BasicAuthCredentials AsBasic(this string input)": (run: Run, text: Text) =>
      text === null ? null : (parseBasic(run, text) ?? null),
    "static bool TryParseBasic(this string input, out BasicAuthCredentials result)": (
      run: Run,
      text: Text,
      result: Ref,
    ) => {
      result.value = text === null ? null : (parseBasic(run, text) ?? null);
      return result.value !== null;
    },
    "static Jwt AsJwt(this string input)": (run: Run, text: Text) => {
      const model = text === null ? undefined : parseJwt(run, text);
      return model === undefined ? null : jwtObject(model);
    },
    "static bool TryParseJwt(this string input, out Jwt result)": (run: Run, text: Text, result: Ref) => {
      const model = text === null ? undefined : parseJwt(run, text);
      result.value = model === undefined ? null : jwtObject(model);
      return result.value !== null;
    },
  },
});
