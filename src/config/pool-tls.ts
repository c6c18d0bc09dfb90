// The PEM files that pools and their audit name: read, and looked at as closely as can be done before a
// connection is made.

import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import type { Files } from "./files.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import type { WrittenConfig } from "./schema.ts";
import { besideFile } from "./source.ts";

/** The contents of the files that one pool names; empty where it names none. */
export type PoolPem = {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** That signs what goes to the members. */
  readonly assertionKey: string;
  /** That guards learn of and that sign nothing: public ones in PEM, in the order of `published`. */
  readonly publishedKeys: readonly string[];
};

/** Undefined where there is none; texts are empty where a file cannot be used. */
export type AuditPems = {
  readonly shared: PemPair | undefined;
  readonly expired: PemPair | undefined;
  /** Of Ed25519; empty for none. */
  readonly signingKey: string;
};

export type PemPair = { readonly certificate: string; readonly key: string };

type Pools = WrittenConfig["pools"];
type Pool = Pools extends ReadonlyMap<string, infer P> ? P : never;
type Tls = Pool["tls"];

/** By the name of the pool. */
export function readPoolPems(
  pools: Pools,
  files: Files,
  places: Places,
  report: Report,
): ReadonlyMap<string, PoolPem> {
  const reader = new PemReader(files, places, report);
  return new Map([...pools].map(([name, pool]) => [name, reader.read(pool)]));
}

export function readAuditPems(
  { bypass }: WrittenConfig["audit"],
  files: Files,
  places: Places,
  report: Report,
): AuditPems {
  const reader = new PemReader(files, places, report);
  const { sharedCertificate, expiredCertificate, signingKey } = bypass;
  return {
    shared: sharedCertificate && reader.pair(sharedCertificate, true),
    expired: expiredCertificate && reader.pair(expiredCertificate, false),
    signingKey: signingKey === undefined ? "" : reader.signingKey(bypass, "signingKey", signingKey),
  };
}

class PemReader {
  readonly #files: Files;
  readonly #places: Places;
  readonly #report: Report;

  constructor(files: Files, places: Places, report: Report) {
    this.#files = files;
    this.#places = places;
    this.#report = report;
  }

  read({ tls, assertion }: Pick<Pool, "tls" | "assertion">): PoolPem {
    const ca = tls.ca.map((file, i) => this.#certificates(tls.ca, i, file)).join("\n");
    const certificate =
      tls.certificate === undefined ? "" : this.#certificates(tls, "certificate", tls.certificate);
    const key = tls.key === undefined ? "" : this.#key(tls, "key", tls.key);
    this.#checkPair(tls, certificate, key);
    const assertionKey = assertion?.key === undefined ? "" : this.signingKey(assertion, "key", assertion.key);
    const published = (assertion?.published ?? []).map((one) => this.#publicKey(one, "key", one.key));
    return { ca, certificate, key, assertionKey, publishedKeys: published };
  }

  /** @param mustHold false where the certificate may have expired */
  pair(owner: { readonly certificate: string; readonly key: string }, mustHold: boolean): PemPair {
    const certificate = this.#certificates(owner, "certificate", owner.certificate, mustHold);
    const key = this.#key(owner, "key", owner.key);
    this.#checkPair(owner, certificate, key);
    return { certificate, key };
  }

  #text(owner: object, at: string | number, file: string): string {
    const spot = this.#places.value(owner, at);
    const path = besideFile(spot, file);
    const content = this.#files.text(path);
    if (content.kind === "text") return content.text;
    const name = this.#places.isHidden(owner, at) ? `the file at ${this.#places.shown(owner, at)}` : path;
    const hint = "the path is relative to the file that this line stands in";
    this.#report.error(spot, "unreadable-file", `${name} cannot be used: ${content.why}`, hint);
    return "";
  }

  /** The text of a file with at least one certificate, and nothing but certificates that can be read. */
  #certificates(owner: object, at: string | number, file: string, mustHold = true): string {
    const text = this.#text(owner, at, file);
    if (text === "") return "";
    const spot = this.#places.value(owner, at);
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g) ?? [];
    const hint = "the file has to hold certificates in PEM, from BEGIN CERTIFICATE to END CERTIFICATE";
    if (blocks.length === 0) {
      this.#report.error(spot, "bad-certificate", "the file holds no certificate", hint);
      return "";
    }
    for (const [i, block] of blocks.entries()) {
      const certificate = parsed(block);
      const which = blocks.length === 1 ? "the certificate" : `certificate ${i + 1} of the file`;
      if (certificate === undefined) {
        this.#report.error(spot, "bad-certificate", `${which} cannot be read`, hint);
        return "";
      }
      if (!mustHold || certificate.validToDate.getTime() > Date.now()) continue;
      const message = `${which} expired on ${certificate.validToDate.toISOString().slice(0, 10)}`;
      this.#report.warning(spot, "expired-certificate", message, "replace it: nobody will believe it");
    }
    return text;
  }

  /** Of Ed25519, which alone the profile has besides secrets. */
  signingKey(owner: object, at: string, file: string): string {
    const text = this.#key(owner, at, file);
    if (text === "" || createPrivateKey(text).asymmetricKeyType === "ed25519") return text;
    const hint = "make one by openssl genpkey -algorithm ed25519";
    this.#report.error(this.#places.value(owner, at), "bad-key", "the key is none of Ed25519", hint);
    return "";
  }

  /** The public part of a key of Ed25519, whichever part the file has. */
  #publicKey(owner: object, at: string, file: string): string {
    const text = this.#text(owner, at, file);
    if (text === "") return "";
    const key = publicKeyOf(text);
    if (key?.asymmetricKeyType === "ed25519") return key.export({ type: "spki", format: "pem" }).toString();
    const hint = "the file has to hold a key of Ed25519 in PEM, private or public";
    const message = "the file holds no key of Ed25519";
    this.#report.error(this.#places.value(owner, at), "bad-key", message, hint);
    return "";
  }

  #key(owner: object, at: string, file: string): string {
    const text = this.#text(owner, at, file);
    if (text === "") return "";
    try {
      createPrivateKey(text);
      return text;
    } catch {
      const hint = "the file has to hold a private key in PEM without a password";
      this.#report.error(
        this.#places.value(owner, at),
        "bad-key",
        "the file holds no private key that can be read",
        hint,
      );
      return "";
    }
  }

  #checkPair(tls: Pick<Tls, "certificate" | "key">, certificate: string, key: string): void {
    const lone = tls.certificate !== undefined && tls.key === undefined ? "certificate" : "key";
    const other = lone === "key" ? "certificate" : "key";
    if ((tls.certificate === undefined) !== (tls.key === undefined)) {
      const hint = `add ${other}, or remove ${lone}`;
      this.#report.error(
        this.#places.key(tls, lone),
        "missing-key",
        `"${lone}" has no "${other}" beside it`,
        hint,
      );
      return;
    }
    if (certificate === "" || key === "" || parsed(certificate)?.checkPrivateKey(createPrivateKey(key)))
      return;
    const hint = "the first certificate of the file must be the one that the key was made for";
    const message = "the private key does not belong to the certificate";
    this.#report.error(this.#places.value(tls, "key"), "key-mismatch", message, hint);
  }
}

function publicKeyOf(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
