// System.Security.Cryptography.X509Certificates.PublicKey.

import { ClrObject } from "../clr-object.ts";
import type { Certificate } from "./certificate.ts";

export class PublicKey extends ClrObject {
  readonly clrName = "System.Security.Cryptography.X509Certificates.PublicKey";
  readonly certificate: Certificate;

  constructor(certificate: Certificate) {
    super();
    this.certificate = certificate;
  }
}
