// What a snapshot's TLS needs beside the configuration: keys of session tickets, which are to be made anew
// from time to time, and certificates of the local authority, which are to be renewed. And who is told that
// a certificate nears its end, long after the configuration was read.

import { keptCertificate } from "#acme/acme-files.ts";
import { EXPIRY_NOTICE_MS } from "#config/certificate-files.ts";
import type { CertificateSpec, ListenerSpec, ListenerTlsSpec } from "#snapshot/listener-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import type { Log } from "#telemetry/log.ts";
import { readServerCertificate } from "#tls/certificate.ts";
import { selfSigned } from "#tls/certificate-request.ts";
import { localCertificate } from "#tls/local-authority.ts";
import { currentTicketKeys } from "#tls/ticket-keys.ts";

const DAY_MS = 86_400_000;

/** A folder of a local authority could not be used; the message says why. */
export class LocalAuthorityError extends Error {
  readonly listener: string;

  constructor(listener: string, message: string) {
    super(message);
    this.listener = listener;
  }
}

/**
 * The snapshot with keys and issued certificates, those of `previous` where they will still do. Rejects
 * with a `LocalAuthorityError`.
 */
export async function completeTls(
  snapshot: Snapshot,
  previous: Snapshot | undefined,
  nowMs: number,
): Promise<Snapshot> {
  const known = new Map(previous?.listeners.map(({ name, tls }) => [name, tls]));
  const listeners: ListenerSpec[] = [];
  for (const listener of snapshot.listeners) {
    const { name, tls } = listener;
    const completed = tls === undefined ? undefined : await complete(name, tls, known.get(name), nowMs);
    listeners.push({ ...listener, tls: completed });
  }
  return { ...snapshot, listeners };
}

async function complete(
  listener: string,
  tls: ListenerTlsSpec,
  previous: ListenerTlsSpec | undefined,
  nowMs: number,
): Promise<ListenerTlsSpec> {
  const ticketKeys = currentTicketKeys(previous?.ticketKeys, tls.ticketRotationMs, nowMs);
  const certificates = withIssued(tls, previous, nowMs);
  if (tls.localAuthority === undefined) return { ...tls, certificates, ticketKeys };
  const { folder, names } = tls.localAuthority;
  const name = `local-authority:${listener}`;
  const configured = certificates.filter((certificate) => certificate.name !== name);
  try {
    const issued = await localCertificate(folder, listener, names, nowMs);
    return { ...tls, ticketKeys, certificates: [...configured, { name, ...issued, ocsp: undefined }] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LocalAuthorityError(listener, `the local authority cannot issue a certificate: ${why}`);
  }
}

/** With the certificates that an authority issued, as they are kept, or what stands in for them. */
function withIssued(
  tls: ListenerTlsSpec,
  previous: ListenerTlsSpec | undefined,
  nowMs: number,
): CertificateSpec[] {
  const names = new Set(tls.acme.map(({ name }) => name));
  const all = tls.certificates.filter(({ name }) => !names.has(name));
  for (const { name, domains, directory, keyType, folder, at } of tls.acme) {
    const before = previous?.certificates.find((each) => each.name === name);
    const kept = keptCertificate(folder, { name, directory, keyType });
    const issued = kept === undefined ? (before ?? standIn(domains, nowMs)) : { ...kept, ocsp: undefined };
    all.splice(at, 0, { ...issued, name });
  }
  return all;
}

/** Clients do not trust it; it lets the listener open, and an authority come to it. */
function standIn(domains: readonly string[], nowMs: number): Omit<CertificateSpec, "name"> {
  const { certificate, key } = selfSigned(domains, nowMs);
  const read = readServerCertificate(certificate, key);
  if ("code" in read) throw new Error(`the certificate that stands in ${read.says}`);
  return { ...read, ocsp: undefined };
}

/** Every certificate that is in use, once. */
export function certificatesOf(snapshot: Snapshot | undefined): Map<string, CertificateSpec> {
  const all = (snapshot?.listeners ?? []).flatMap(({ tls }) => tls?.certificates ?? []);
  return new Map(all.map((certificate) => [certificate.name, certificate]));
}

/** Warns of each certificate that nears its end, once a day. */
export class ExpiryNotice {
  readonly #log: Log;
  readonly #toldAtMs = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  tell(snapshot: Snapshot | undefined, nowMs: number): void {
    for (const [certificate, { expiresAtMs }] of certificatesOf(snapshot)) {
      if (expiresAtMs - nowMs > EXPIRY_NOTICE_MS) continue;
      if (nowMs - (this.#toldAtMs.get(certificate) ?? 0) < DAY_MS) continue;
      this.#toldAtMs.set(certificate, nowMs);
      const expires = new Date(expiresAtMs).toISOString();
      if (expiresAtMs <= nowMs) this.#log.warn("a certificate in use has expired", { certificate, expires });
      else this.#log.warn("a certificate in use expires soon", { certificate, expires });
    }
  }
}
