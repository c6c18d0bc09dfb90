// What workers answer an authority with that issues certificates by ACME: plain data, for a few seconds each.

export type ChallengeTable = {
  /** HTTP-01, by token. */
  readonly http: ReadonlyMap<string, string>;
  /** TLS-ALPN-01, by host name, lower case. */
  readonly tls: ReadonlyMap<string, ChallengeCertificate>;
};

/** PEM texts. */
export type ChallengeCertificate = { readonly certificate: string; readonly key: string };

export const noChallenges: ChallengeTable = { http: new Map(), tls: new Map() };
