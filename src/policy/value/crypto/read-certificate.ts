// What the constructors of X509Certificate2 take: DER, PEM, and PKCS #12 with its password.

import type { Run } from "../run.ts";
import { Certificate } from "./certificate.ts";
import { cryptographicException } from "./crypto-error.ts";
import { DerError, derTags, readDer } from "./der.ts";
import { readPkcs12 } from "./pkcs12.ts";

const MAX_BYTES = 1_000_000;

/** @throws ClrException CryptographicException for what is no certificate, or a wrong password */
export function readCertificate(run: Run, bytes: Uint8Array, password: string | null = null): Certificate {
  run.spend(1000 + bytes.length);
  run.allocate(bytes.length * 2);
  if (bytes.length > MAX_BYTES) throw cryptographicException("Cannot find the requested object.");
  try {
    return readAny(run, bytes, password ?? "");
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const isPassword = error.message === "wrong password";
    throw cryptographicException(
      isPassword ? "The specified network password is not correct." : "Cannot find the requested object.",
    );
  }
}

function readAny(run: Run, bytes: Uint8Array, password: string): Certificate {
  const pem = /-----BEGIN CERTIFICATE-----([^-]*)-----END/.exec(Buffer.from(bytes).toString("latin1"));
  if (pem !== null) return new Certificate(Buffer.from(pem[1] ?? "", "base64"));
  // A PKCS #12 begins with its version, a certificate with a sequence.
  const isStore = readDer(readDer(bytes).content).tag === derTags.integer;
  if (!isStore) return new Certificate(bytes);
  const { certificate, privateKey } = readPkcs12(bytes, password, (steps) => run.spend(steps));
  return new Certificate(certificate, privateKey === undefined ? {} : { privateKey });
}
