// A certificate for the servers under test, made by openssl: ECDSA on P-256, as most sites have.

import { join } from "node:path";
import { programOutput } from "./server-process.ts";

export type CertificateFiles = { readonly certificate: string; readonly key: string };

const NAMES = "IP:127.0.0.1,DNS:localhost,DNS:shop.example.test";

/** Makes a certificate for this machine and the shapes' host. The name keeps several apart. */
export async function makeCertificate(directory: string, name = "bench"): Promise<CertificateFiles> {
  const files = { certificate: join(directory, `${name}.pem`), key: join(directory, `${name}.key`) };
  await programOutput(
    "openssl",
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-days", "30", "-subj", `/CN=${name}`, "-addext", `subjectAltName=${NAMES}`],
    ...["-keyout", files.key, "-out", files.certificate],
  );
  return files;
}
