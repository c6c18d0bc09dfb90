// A listener as a worker needs it: plain data. Holds private keys, which are never logged nor shown.

import type { Http2Limits } from "#http/http2-limits.ts";
import type { KeyType } from "#tls/certificate-request.ts";
import type { TicketKeys } from "#tls/ticket-keys.ts";

export type ListenerSpec = {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Connections that one worker holds open on it; one more is dropped. */
  readonly maxConnections: number;
  /** Of one client. */
  readonly maxConnectionsPerClient: number;
  /** Connections from public addresses are dropped. */
  readonly private: boolean;
  /** Takes HTTP/2 beside HTTP/1.1: by ALPN over TLS, by prior knowledge where it is plain. */
  readonly http2: boolean;
  readonly http2Limits: Http2Limits;
  /** Undefined: plain HTTP. */
  readonly tls: ListenerTlsSpec | undefined;
  /** Whether trusted hops tell of the client by a PROXY header. */
  readonly proxyProtocol: "off" | "optional" | "required";
  /** Beside those of the node. */
  readonly screen: ScreenSpec;
  /** Undefined: any peer may connect. */
  readonly requireIdentity: IdentitySpec | undefined;
};

/** Indexes into `Snapshot.networks`: who is let in always, and who is not. */
export type ScreenSpec = { readonly allow: readonly number[]; readonly deny: readonly number[] };

export type ListenerTlsSpec = {
  /** At least one; the first answers to names that none of them has. */
  readonly certificates: readonly CertificateSpec[];
  /** Those that an authority issues to the node: control puts them into the list above, at their places. */
  readonly acme: readonly AcmeCertificateSpec[];
  /** What the folder's authority has to issue a certificate for, which then is the last one above. */
  readonly localAuthority: { readonly folder: string; readonly names: readonly string[] } | undefined;
  /** Offered by ALPN, the preferred one first. A client that knows none of them is refused. */
  readonly protocols: readonly string[];
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  readonly handshakeTimeoutMs: number;
  /** The same for all workers; undefined only before control has filled them in. */
  readonly ticketKeys: TicketKeys | undefined;
  readonly ticketRotationMs: number;
  readonly clientCertificates: ClientCertificateSpec;
};

export type AcmeCertificateSpec = {
  readonly name: string;
  readonly domains: readonly string[];
  readonly directory: string;
  readonly keyType: KeyType;
  /** Where it is kept. */
  readonly folder: string;
  /** Its index in the list. */
  readonly at: number;
};

export type CertificateSpec = {
  /** Of the configuration; `local-authority:` and the listener for one that the authority issued. */
  readonly name: string;
  /** PEM. */
  readonly chain: string;
  readonly key: string;
  /** Lower case: exact names, `*.suffix` for one label more, addresses. */
  readonly names: readonly string[];
  /** Ms since the epoch. */
  readonly startsAtMs: number;
  readonly expiresAtMs: number;
  readonly serialNumber: string;
  readonly ocsp: { readonly response: string; readonly expiresAtMs: number } | undefined;
};

export type ClientCertificateSpec = {
  readonly mode: "off" | "optional" | "required";
  /** PEM. */
  readonly authorities: readonly string[];
  readonly revocationLists: readonly string[];
};

/** Each list that is not empty must hold the peer. */
export type IdentitySpec = {
  /** Indexes into `Snapshot.networks`. */
  readonly networks: readonly number[];
  readonly certificates: readonly CertificateIdentity[];
};

export type CertificateIdentity =
  | { readonly kind: "san"; readonly value: string }
  /** One attribute per line, as Node prints a subject. */
  | { readonly kind: "subject"; readonly value: string }
  /** SHA-256 in lower-case hex. */
  | { readonly kind: "fingerprint"; readonly value: string };
