// Certificates that policies name by id or thumbprint, read when they are first needed.

import { createPrivateKey, X509Certificate } from "node:crypto";
import { Certificate, objectsMap } from "#policy/context.ts";
import { type BackendCertificate, type CallFacts, PolicyFailure } from "#policy/plans.ts";
import type { PolicyCertificateSpec } from "#snapshot/identity-spec.ts";

export type PolicyCertificate = PolicyCertificateSpec & { readonly x509: X509Certificate };

export class PolicyCertificates {
  readonly #specs: readonly PolicyCertificateSpec[];
  readonly #read = new Map<string, PolicyCertificate>();
  #all: CallFacts["deployment"]["certificates"] | undefined;

  constructor(specs: readonly PolicyCertificateSpec[]) {
    this.#specs = specs;
  }

  byId(id: string): PolicyCertificate | undefined {
    const known = this.#read.get(id);
    const spec = known ?? this.#specs.find((each) => each.id === id);
    if (known !== undefined || spec === undefined) return known;
    const certificate = { ...spec, x509: new X509Certificate(spec.chain) };
    this.#read.set(id, certificate);
    return certificate;
  }

  /** SHA-1, however it is written. */
  byThumbprint(thumbprint: string): PolicyCertificate | undefined {
    const wanted = plainHex(thumbprint);
    return this.#specs
      .map(({ id }) => this.byId(id))
      .find((each) => each !== undefined && plainHex(each.x509.fingerprint) === wanted);
  }

  /** PEM. @throws PolicyFailure for a certificate that nobody knows */
  material(chosen: BackendCertificate): { readonly certificate: string; readonly key: string } {
    if (chosen.kind === "own") return { certificate: chosen.certificate, key: chosen.key };
    const { kind, value } = chosen;
    const found = kind === "id" ? this.byId(value) : this.byThumbprint(value);
    if (found !== undefined) return { certificate: found.chain, key: found.key };
    throw new PolicyFailure("CertificateNotFound", `There is no certificate ${value}.`, { status: 500 });
  }

  /** `context.Deployment.Certificates`. */
  get all(): CallFacts["deployment"]["certificates"] {
    this.#all ??= objectsMap(
      this.#specs.map(({ id, key }) => {
        const der = this.byId(id)?.x509.raw ?? new Uint8Array();
        return [id, new Certificate(der, { isTrusted: true, privateKey: createPrivateKey(key) })] as const;
      }),
    );
    return this.#all;
  }
}

const plainHex = (text: string): string => text.replace(/[^0-9A-Fa-f]/g, "").toUpperCase();
