// A certificate for the servers under test, made by openssl: ECDSA on P-256, as most sites have.

import { join } from "node:path";
import { programOutput } from "./server-process.ts";

export type CertificateFiles = { readonly certificate: string; readonly key: string };

/** Makes a certificate for 127.0.0.1 and localhost in the directory. The name keeps several apart. */
export async function makeCertificate(directory: string, name = "bench"): Promise<CertificateFiles> {
  const files = { certificate: join(directory, `${name}.pem`), key: join(directory, `${name}.key`) };
  await programOutput(
    "openssl",
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-days", "30", "-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
    ...["-keyout", files.key, "-out", files.certificate],
  );
  return files;
}
