// Keys as policies name them, made into keys that verify or decrypt: when a configuration is loaded, to find
// those that are none, and when a token is judged.

import { type DecryptionKey, privateDecryptionKey, sharedDecryptionKey } from "./decryption-key.ts";
import {
  certificateKey,
  type KeyMistake,
  rsaKey,
  sharedSecret,
  type VerificationKey,
} from "./verification-key.ts";

export type KeySource = { readonly id: string | undefined } & (
  | { readonly kind: "secret"; readonly base64: string }
  /** Base64url. */
  | { readonly kind: "rsa"; readonly n: string; readonly e: string }
  | { readonly kind: "certificate"; readonly certificateId: string }
);

/** PEM, the certificate's own before its intermediates; undefined where nobody knows the id. */
export type FindCertificate = (id: string) => { readonly chain: string; readonly key: string } | undefined;

const noCertificate: KeyMistake = { kind: "mistake", says: "there is no certificate of that id" };

export function signingKey(source: KeySource, find: FindCertificate): VerificationKey | KeyMistake {
  switch (source.kind) {
    case "secret":
      return sharedSecret(source.base64, source.id);
    case "rsa":
      return rsaKey(source.n, source.e, source.id);
    case "certificate": {
      const certificate = find(source.certificateId);
      return certificate === undefined ? noCertificate : certificateKey(certificate.chain, source.id);
    }
  }
}

export function decryptionKey(source: KeySource, find: FindCertificate): DecryptionKey | KeyMistake {
  switch (source.kind) {
    case "secret":
      return sharedDecryptionKey(source.base64, source.id);
    case "rsa":
      return { kind: "mistake", says: "a public key decrypts nothing" };
    case "certificate": {
      const certificate = find(source.certificateId);
      return certificate === undefined ? noCertificate : privateDecryptionKey(certificate.key, source.id);
    }
  }
}
