// System.Security.Cryptography.X509Certificates.PublicKey.

import type { KeyObject } from "node:crypto";
import { ClrObject } from "../clr-object.ts";
import type { Certificate } from "./certificate.ts";
import { cryptographicException } from "./crypto-error.ts";
import { DerError } from "./der.ts";

export class PublicKey extends ClrObject {
  readonly clrName = "System.Security.Cryptography.X509Certificates.PublicKey";
  readonly certificate: Certificate;

  constructor(certificate: Certificate) {
    super();
    this.certificate = certificate;
  }
}

/** @throws ClrException CryptographicException for a key that is none */
export function publicKeyOf(certificate: Certificate): KeyObject {
  try {
    return certificate.publicKey;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw cryptographicException("Cannot find the requested object.");
  }
}
