// How `authentication-certificate` runs: chooses what the backend is shown at the TLS handshake.

import type { BackendCertificate, PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { constant, made, type Value } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";
import { DerError } from "../value/crypto/der.ts";
import { readPkcs12 } from "../value/crypto/pkcs12.ts";

/** For the derivation of a key from the password. */
const MAX_STEPS = 20_000_000;

export const authenticationCertificate: PolicyCompiler = (element) => {
  const certificate = certificateValue(element);
  return (call) => {
    call.backendCertificate = certificate(call);
    return undefined;
  };
};

/** The certificate that the element chooses. */
export function certificateValue(element: StatementReader): Value<BackendCertificate> {
  const body = element.object("body");
  const password = element.textOr("password", "");
  if (body !== undefined) return made([body, password], (call) => ownCertificate(body(call), password(call)));
  const kind = element.has("certificate-id") ? "certificate-id" : "thumbprint";
  const value = element.text(kind) ?? constant("");
  return made([value], (call: PolicyCall) => ({
    kind: kind === "thumbprint" ? "thumbprint" : "id",
    value: value(call).trim(),
  }));
}

/** Whether a document's certificate can be shown. @param base64 PKCS #12 */
export function isOwnCertificate(base64: string, password: string): boolean {
  try {
    ownCertificate(base64, password);
    return true;
  } catch (error) {
    if (error instanceof ClrException) return false;
    throw error;
  }
}

/** @param body PKCS #12, as bytes or in Base64. @throws ClrException where it cannot be read */
function ownCertificate(body: unknown, password: string): BackendCertificate {
  try {
    const bytes = body instanceof Uint8Array ? body : Buffer.from(String(body), "base64");
    let steps = 0;
    const { certificate, privateKey } = readPkcs12(bytes, password, (count) => {
      steps += count;
      if (steps > MAX_STEPS) throw new DerError("too many iterations");
    });
    if (privateKey === undefined) throw new DerError("no private key");
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    return { kind: "own", certificate: pemOf(certificate), key };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const message = "The certificate or its password is not correct.";
    throw new ClrException("System.Security.Cryptography.CryptographicException", message);
  }
}

function pemOf(der: Uint8Array): string {
  const body = Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}
