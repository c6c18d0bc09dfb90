// The farm's authority and what it issued: to the servers, to the gateway, and to others.

import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Issued, TestAuthority } from "../../harness/test-authority.ts";

/** Names of files, without their endings: each is a `.pem` and a `.key`. */
export type FarmCertificates = {
  readonly folder: string;
  readonly server: Issued;
  readonly authority: string;
  /** PEM: of the gateway's assertions by Ed25519. */
  readonly signingPublic: string;
};

/** The gateway's subject, as nginx and Node tell it. */
export const GATEWAY_SUBJECT = "CN=gateway";
export const GATEWAY_URI = "spiffe://farm.test/gateway";

/** `ca`, `server`, `gateway`, `shared`, `expired`, `self` and `signing` in the folder. */
export async function makeFarmCertificates(folder: string): Promise<FarmCertificates> {
  const authority = await TestAuthority.create("Farm authority");
  const write = (name: string, { certificate, key }: Issued): Issued => {
    writeFileSync(join(folder, `${name}.pem`), certificate);
    writeFileSync(join(folder, `${name}.key`), key);
    return { certificate, key };
  };
  writeFileSync(join(folder, "ca.pem"), authority.certificate);
  const server = write("server", await authority.issue({ subject: "CN=farm.test", names: ["farm.test"] }));
  const gateway = { subject: GATEWAY_SUBJECT, names: [GATEWAY_URI], usage: "client" } as const;
  write("gateway", await authority.issue(gateway));
  write("expired", await authority.issue({ ...gateway, fromDays: -30, untilDays: -1 }));
  const shared = { subject: "CN=billing", names: ["spiffe://farm.test/billing"], usage: "client" } as const;
  write("shared", await authority.issue(shared));
  const pretended = [
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-noenc",
    "-subj",
    "/CN=gateway",
  ];
  const extension = [
    "-addext",
    "basicConstraints=critical,CA:FALSE",
    "-keyout",
    "self.key",
    "-out",
    "self.pem",
  ];
  execFileSync("openssl", ["req", ...pretended, ...extension], { cwd: folder, stdio: "pipe" });
  const signing = generateKeyPairSync("ed25519");
  writeFileSync(join(folder, "signing.key"), signing.privateKey.export({ type: "pkcs8", format: "pem" }));
  const signingPublic = signing.publicKey.export({ type: "spki", format: "pem" }).toString();
  return { folder, server, authority: authority.certificate, signingPublic };
}
