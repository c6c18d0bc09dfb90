// Who the node is to others, and certificates that policies name, as plain data. Holds secrets, which are
// never logged nor shown.

export type PolicyCertificateSpec = {
  /** What documents name it by: `certificate-id`. */
  readonly id: string;
  /** PEM, its intermediates behind it. */
  readonly chain: string;
  readonly key: string;
};

export type ClientCredentialsSpec = {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authentication: "header" | "form";
  /** Undefined: made of the resource that a token is for. */
  readonly scope: string | undefined;
};

/** Where tokens of the node's own come from: for `authentication-managed-identity`. */
export type TokenSourceSpec =
  | { readonly kind: "managed-identity"; readonly endpoint: string }
  | {
      readonly kind: "workload-identity";
      readonly tokenEndpoint: string;
      readonly clientId: string;
      readonly tokenFile: string;
    }
  | ({ readonly kind: "client-credentials" } & ClientCredentialsSpec);

/** What `get-authorization-context` names. */
export type AuthorizationSpec = {
  readonly provider: string;
  readonly authorization: string;
  readonly credentials: ClientCredentialsSpec;
};

export type NodeIdentitySpec = {
  readonly certificates: readonly PolicyCertificateSpec[];
  /** Undefined: the node has no identity of its own. */
  readonly tokenSource: TokenSourceSpec | undefined;
  readonly authorizations: readonly AuthorizationSpec[];
};

export const noIdentity: NodeIdentitySpec = { certificates: [], tokenSource: undefined, authorizations: [] };
