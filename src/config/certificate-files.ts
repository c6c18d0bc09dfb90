// The files that the TLS part of a configuration names: server certificates with their keys and OCSP
// responses, authorities and revocation lists of clients. What cannot be used is told at the line that
// names it.

import type { AcmeSpec } from "#acme/acme-spec.ts";
import { type CertificateFlaw, readAuthorities, readServerCertificate } from "#tls/certificate.ts";
import { readOcspResponse } from "#tls/ocsp-response.ts";
import { isPem } from "#tls/pem.ts";
import { readRevocationLists } from "#tls/revocation-list.ts";
import { readAcme } from "./acme-certificate.ts";
import type { ClientTrust, LoadedCertificate, LoadedTls, OcspStaple } from "./config.ts";
import type { Files } from "./files.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import type { WrittenConfig } from "./schema.ts";
import { besideFile } from "./source.ts";
import { quoted } from "./tree.ts";

type Written = WrittenConfig["certificates"] extends ReadonlyMap<string, infer C> ? C : never;
type WrittenListeners = WrittenConfig["listeners"];

type Pair = Written & { readonly certificate: string; readonly key: string };

const isPair = (written: Written): written is Pair =>
  written.certificate !== undefined && written.key !== undefined;

const DAY_MS = 86_400_000;
/** A certificate that ends sooner is told of: time enough to renew it by hand. */
export const EXPIRY_NOTICE_MS = 14 * DAY_MS;

const keyInPlace: CertificateFlaw = {
  part: "key",
  code: "key-in-place",
  says: "is a private key in the configuration itself, which is kept and shown",
  hint: "put it into a file of its own that only Portcullis can read, or write a reference: ${env:NAME}",
};

const RELATIVE = "the path is relative to the file that this line stands in";

export function readCertificateFiles(
  written: WrittenConfig,
  files: Files,
  places: Places,
  report: Report,
): LoadedTls {
  return new TlsReader(files, places, report).read(written);
}

/** `2026-11-21`. */
const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

class TlsReader {
  readonly #files: Files;
  readonly #places: Places;
  readonly #report: Report;
  readonly #nowMs: number;
  readonly #failures = new Set<string>();

  constructor(files: Files, places: Places, report: Report) {
    this.#files = files;
    this.#places = places;
    this.#report = report;
    this.#nowMs = files.ports.now();
  }

  read({ certificates, listeners }: WrittenConfig): LoadedTls {
    const loaded = new Map<string, LoadedCertificate>();
    const acme = new Map<string, AcmeSpec>();
    for (const [name, written] of certificates) {
      if (written.acme !== undefined) {
        const spec = readAcme(name, written, written.acme, this.#reading);
        if (spec !== undefined) acme.set(name, spec);
        continue;
      }
      const read = isPair(written) ? this.#certificate(name, written) : this.#refuseHalf(name, written);
      if (read !== undefined) loaded.set(name, read);
    }
    return { certificates: loaded, acme, trust: this.#trust(listeners), failures: [...this.#failures] };
  }

  get #reading() {
    return { files: this.#files, places: this.#places, report: this.#report };
  }

  #refuseHalf(name: string, written: object): undefined {
    // What is written and wrong is told already.
    const isMissing = (key: string): boolean => !this.#places.isWritten(written, key);
    if (!isMissing("acme") || !(isMissing("certificate") || isMissing("key"))) return undefined;
    const message = `the certificate ${quoted(name)} has not both "certificate" and "key"`;
    const hint = "name both files, or write acme: for one that an authority issues to the node";
    this.#report.error(this.#places.self(written), "missing-key", message, hint);
    return undefined;
  }

  /** The certificate; where it cannot be used, the one of that name that was in use before, if there is. */
  #certificate(name: string, written: Pair): LoadedCertificate | undefined {
    const before = this.#files.ports.certificateInUse(name);
    const read = this.#readCertificate(written);
    if ("code" in read) {
      this.#failures.add(name);
      this.#refuse(name, written, read, before);
      return before;
    }
    const isOutOfDate = read.expiresAtMs <= this.#nowMs || read.startsAtMs > this.#nowMs;
    if (isOutOfDate && before !== undefined && before.expiresAtMs > read.expiresAtMs) {
      this.#failures.add(name);
      this.#refuse(name, written, { part: "certificate", ...this.#dateFlaw(read) }, before);
      return before;
    }
    if (isOutOfDate || read.expiresAtMs - this.#nowMs < EXPIRY_NOTICE_MS) this.#warnOfDate(written, read);
    if (read.names.length === 0) {
      const message = `${this.#nameOf(written, "certificate")} names no host (subject alternative names)`;
      const hint = "clients look at nothing else: issue it with the names that it serves";
      this.#report.warning(
        this.#places.value(written, "certificate"),
        "certificate-without-names",
        message,
        hint,
      );
    }
    return { ...read, ocsp: this.#staple(written, read.serialNumber) };
  }

  #readCertificate(written: Pair) {
    const chain = this.#textOf(written, "certificate");
    if (typeof chain !== "string") return chain;
    const key = this.#textOf(written, "key");
    return typeof key === "string" ? readServerCertificate(chain, key) : key;
  }

  #textOf(written: Pair, part: "certificate" | "key"): string | CertificateFlaw {
    const text = written[part];
    if (isPem(text)) return part === "key" && !this.#places.isHidden(written, part) ? keyInPlace : text;
    const content = this.#files.text(this.#pathOf(written, part, text));
    if (content.kind === "text") return content.text;
    return { part, code: "unreadable-file", says: `cannot be used: ${content.why}`, hint: RELATIVE };
  }

  #pathOf(owner: object, key: string | number, path: string): string {
    return besideFile(this.#places.value(owner, key), path);
  }

  /** Names a text without showing what a reference made of it, nor a key that was written in place. */
  #nameOf(written: Pair, part: "certificate" | "key" | "ocspResponse"): string {
    const text = written[part] ?? "";
    if (isPem(text)) return `the text of ${quoted(part)}`;
    if (this.#places.isHidden(written, part)) return `the file at ${this.#places.shown(written, part)}`;
    return this.#pathOf(written, part, text);
  }

  #refuse(name: string, written: Pair, flaw: CertificateFlaw, before: LoadedCertificate | undefined): void {
    const spot = this.#places.value(written, flaw.part);
    const message = `${this.#nameOf(written, flaw.part)} ${flaw.says}`;
    if (before === undefined) this.#report.error(spot, flaw.code, message, flaw.hint);
    else {
      const kept = `the certificate ${quoted(name)} that was loaded before serves on until ${dateText(before.expiresAtMs)}`;
      this.#report.warning(spot, flaw.code, `${message}; ${kept}`, flaw.hint);
    }
  }

  #dateFlaw(certificate: { readonly startsAtMs: number; readonly expiresAtMs: number }) {
    const { startsAtMs, expiresAtMs } = certificate;
    if (startsAtMs > this.#nowMs) {
      const hint = "wait until then, or see whether this machine's clock is right";
      return { code: "certificate-not-yet-valid", says: `is not valid before ${dateText(startsAtMs)}`, hint };
    }
    if (expiresAtMs <= this.#nowMs) {
      const hint = "renew it: clients refuse it";
      return { code: "certificate-expired", says: `expired on ${dateText(expiresAtMs)}`, hint };
    }
    const hint = "renew it in time; a changed file is taken over at once";
    return { code: "certificate-expires-soon", says: `expires on ${dateText(expiresAtMs)}`, hint };
  }

  #warnOfDate(written: Pair, certificate: { readonly startsAtMs: number; readonly expiresAtMs: number }) {
    const { code, says, hint } = this.#dateFlaw(certificate);
    const message = `${this.#nameOf(written, "certificate")} ${says}`;
    this.#report.warning(this.#places.value(written, "certificate"), code, message, hint);
  }

  /** A staple that cannot be used is left out, with a warning: clients then ask for the status themselves. */
  #staple(written: Pair, serialNumber: string): OcspStaple | undefined {
    if (written.ocspResponse === undefined) return undefined;
    const content = this.#files.bytes(this.#pathOf(written, "ocspResponse", written.ocspResponse));
    if (content.kind === "failure")
      return this.#noStaple(written, `cannot be used: ${content.why}`, RELATIVE);
    const response = readOcspResponse(content.bytes);
    const fetched = "fetch it with openssl ocsp … -respout, and again before it ends";
    if (response === undefined) return this.#noStaple(written, "is no OCSP response in DER form", fetched);
    if (response.serialNumber !== serialNumber) {
      return this.#noStaple(written, "is of another certificate", fetched);
    }
    if (!response.isGood) return this.#noStaple(written, "does not call the certificate good", "replace it");
    if (response.nextUpdateMs <= this.#nowMs) {
      return this.#noStaple(written, `ended on ${dateText(response.nextUpdateMs)}`, fetched);
    }
    return {
      response: Buffer.from(content.bytes).toString("base64"),
      expiresAtMs: response.nextUpdateMs,
    };
  }

  #noStaple(written: Pair, says: string, hint: string): undefined {
    const message = `${this.#nameOf(written, "ocspResponse")} ${says}; nothing is stapled`;
    this.#report.warning(
      this.#places.value(written, "ocspResponse"),
      "ocsp-response-unusable",
      message,
      hint,
    );
    return undefined;
  }

  // ── certificates of clients ──

  #trust(listeners: WrittenListeners): Map<string, ClientTrust> {
    const trust = new Map<string, ClientTrust>();
    for (const [name, { tls }] of listeners) {
      if (tls === undefined || tls.clientCertificates.mode === "off") continue;
      const { authorities, revocationLists } = tls.clientCertificates;
      trust.set(name, {
        authorities: authorities.flatMap((path, i) => this.#authorities(authorities, i, path)),
        revocationLists: revocationLists.flatMap((path, i) => this.#revocations(revocationLists, i, path)),
      });
    }
    return trust;
  }

  #authorities(list: readonly string[], i: number, path: string): string[] {
    const content = this.#files.text(this.#pathOf(list, i, path));
    if (content.kind === "failure") {
      return this.#unusable(list, i, path, "unreadable-file", `cannot be used: ${content.why}`, RELATIVE);
    }
    const { pem, flaw } = readAuthorities(content.text);
    return flaw === undefined ? pem : this.#unusable(list, i, path, flaw.code, flaw.says, flaw.hint);
  }

  #revocations(list: readonly string[], i: number, path: string): string[] {
    const content = this.#files.bytes(this.#pathOf(list, i, path));
    if (content.kind === "failure") {
      return this.#unusable(list, i, path, "unreadable-file", `cannot be used: ${content.why}`, RELATIVE);
    }
    const lists = readRevocationLists(content.bytes);
    if (lists === undefined) {
      const hint = "a list starts with -----BEGIN X509 CRL-----, or is its DER form";
      return this.#unusable(list, i, path, "no-revocation-list", "holds no revocation list", hint);
    }
    const ended = lists.find(({ nextUpdateMs }) => (nextUpdateMs ?? 0) <= this.#nowMs);
    if (ended !== undefined) {
      const until =
        ended.nextUpdateMs === undefined ? "names no end" : `ended on ${dateText(ended.nextUpdateMs)}`;
      const message = `${this.#listedName(list, i, path)} ${until}; clients of its authority are refused`;
      const hint = "fetch the authority's newest list; a changed file is taken over at once";
      this.#report.warning(this.#places.value(list, i), "revocation-list-expired", message, hint);
    }
    return lists.map(({ pem }) => pem);
  }

  #listedName(list: readonly string[], i: number, path: string): string {
    const isHidden = this.#places.isHidden(list, i);
    return isHidden ? `the file at ${this.#places.shown(list, i)}` : this.#pathOf(list, i, path);
  }

  #unusable(list: readonly string[], i: number, path: string, code: string, says: string, hint: string): [] {
    const message = `${this.#listedName(list, i, path)} ${says}`;
    this.#report.error(this.#places.value(list, i), code, message, hint);
    return [];
  }
}
