// An authority of a test's own, made by openssl, with a certificate for 127.0.0.1 and one for a client.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Cleanup, testFolder } from "./program.ts";

export type OpensslAuthority = {
  /** Holds ca.pem, server.pem, server.key, client.pem and client.key. */
  readonly folder: string;
  readonly pem: (file: string) => string;
};

export function opensslAuthority(t: Cleanup): OpensslAuthority {
  const folder = testFolder(t);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca");
  for (const [name = "", extension = ""] of [
    ["server", "subjectAltName=IP:127.0.0.1"],
    ["client", "subjectAltName=DNS:client"],
  ]) {
    const extensions = ["-addext", extension, "-addext", "basicConstraints=critical,CA:FALSE"];
    const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-subj", `/CN=${name}`, ...extensions];
    openssl("req", "-x509", ...key, ...signed, "-keyout", `${name}.key`, "-out", `${name}.pem`);
  }
  return { folder, pem: (file) => readFileSync(join(folder, file), "utf8") };
}
