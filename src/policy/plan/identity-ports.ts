// What policies ask about who somebody is, and for tokens that say who the node is. The gateway binds it to
// the module of identity; shapes are those of that module, but for what documents name by id.

import type {
  CertificateVerdict,
  CertificateRule as IdentityCertificateRule,
} from "#identity/client-certificate-rule.ts";
import type { KeySource } from "#identity/named-key.ts";
import type { TokenRule } from "#identity/token-rule.ts";
import type { VerifiedToken } from "#identity/token-verdict.ts";
import type { ShownToken } from "#identity/token-verifier.ts";
import type { PolicyCall } from "./policy-call.ts";

/** The same object for the same keys: what they verified is remembered by it. */
export type TokenKeys = {
  /** Addresses of OpenID configurations; those that stand in the document may be inside. */
  readonly providers: readonly { readonly url: string; readonly isNamed: boolean }[];
  readonly signing: readonly KeySource[];
  readonly decryption: readonly KeySource[];
};

export type TokenRefusal = { readonly kind: "refused"; readonly reason: string; readonly message: string };

/** What verification says of a token, as far as documents ask. */
export type TokenVerdict = Pick<VerifiedToken, "kind" | "header" | "claims"> | TokenRefusal;

/** All that is given must be so. */
export type CertificateIdentity = {
  readonly thumbprint: string | undefined;
  readonly serialNumber: string | undefined;
  readonly commonName: string | undefined;
  readonly subject: string | undefined;
  readonly dnsName: string | undefined;
  readonly issuerSubject: string | undefined;
  readonly issuerThumbprint: string | undefined;
  readonly issuerCertificateId: string | undefined;
};

export type CertificateRule = Omit<IdentityCertificateRule, "identities"> & {
  readonly identities: readonly CertificateIdentity[];
};

/** A token that is shown to others. */
export type OwnToken = {
  readonly value: string;
  /** All that its issuer said of it. */
  readonly answer: Readonly<Record<string, unknown>>;
};

export type OwnTokenRequest = { readonly resource: string; readonly clientId: string | undefined };

/** A kept authorization: whose, which, and who asks for it. */
export type AuthorizationRequest = {
  readonly provider: string;
  readonly authorization: string;
  /** A token of the one who asks; undefined where the node itself does. */
  readonly identity: string | undefined;
};

export type IdentityPorts = {
  /** A promise only for a token that was not seen before. @throws PolicyFailure where a key is none */
  readonly verifyToken: (
    shown: ShownToken,
    keys: TokenKeys,
    rule: TokenRule,
  ) => TokenVerdict | Promise<TokenVerdict>;
  /** Of the client of the call. */
  readonly judgeCertificate: (call: PolicyCall, rule: CertificateRule) => CertificateVerdict;
  /** Rejects with a PolicyFailure where there is none to be had. */
  readonly ownToken: (request: OwnTokenRequest) => OwnToken | Promise<OwnToken>;
  /** Rejects with a PolicyFailure where there is none, or not for the one who asks. */
  readonly authorization: (request: AuthorizationRequest) => OwnToken | Promise<OwnToken>;
};
