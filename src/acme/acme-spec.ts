// A certificate that an authority issues by ACME, as the configuration wants it: plain data.

import type { KeyType } from "#tls/certificate-request.ts";

export const challengeTypes = ["http-01", "tls-alpn-01", "dns-01"] as const;
export type ChallengeType = (typeof challengeTypes)[number];

/** The key is of an HMAC, in base64url. */
export type ExternalAccount = { readonly keyId: string; readonly key: string };

export type AcmeSpec = {
  /** Of the certificate. */
  readonly name: string;
  /** The URL of the authority's directory. */
  readonly directory: string;
  /** E-mail addresses. */
  readonly contact: readonly string[];
  readonly challenge: ChallengeType;
  /** Host names, lower case; wildcards with dns-01 alone. */
  readonly domains: readonly string[];
  readonly keyType: KeyType;
  /** Of the account that the operator has with the authority already (RFC 8555 §7.3.4). */
  readonly externalAccount: ExternalAccount | undefined;
  /** PEM; empty for the authorities that come with Node. */
  readonly ca: string;
  /** Before its end; undefined for a third of its lifetime. */
  readonly renewBeforeMs: number | undefined;
  /** A program and its arguments. */
  readonly dnsHook: readonly string[];
};
