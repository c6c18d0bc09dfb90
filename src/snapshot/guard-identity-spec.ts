// What the node publishes for the guards of its backends: as the configuration has it, and as it is served.

import type { GatewayPool } from "#guard/gateway-document.ts";

/** `identity` is signed; `keys` is a JWK set (RFC 7517). */
export type GuardDocumentName = "identity" | "keys";

export type GuardIdentitySpec = {
  readonly issuer: string;
  readonly node: string;
  readonly validityMs: number;
  /** Prefixes. */
  readonly addresses: readonly string[];
  readonly pools: Readonly<Record<string, GatewayPool>>;
};

export type GuardDocument = {
  readonly contentType: string;
  /** With its quotes. */
  readonly etag: string;
  /** ASCII. */
  readonly content: string;
};

export type GuardDocuments = Readonly<Record<GuardDocumentName, GuardDocument>> & {
  /** Ms since the epoch. */
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Made without one before: guards may have seen a later one of the process before. */
  readonly isFirst: boolean;
};
