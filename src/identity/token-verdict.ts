// What comes of looking at a token: what it says, or why it is refused. The reasons are those of Azure API
// Management's `context.LastError.Reason`, so that documents that ask for them find them.

export type TokenFailureReason =
  | "TokenNotPresent"
  | "TokenSignatureInvalid"
  | "TokenSignatureKeyNotFound"
  | "TokenAudienceNotAllowed"
  | "TokenIssuerNotAllowed"
  | "TokenExpired"
  | "TokenClaimNotFound"
  | "TokenClaimValueNotAllowed"
  | "JwtInvalid";

export type JsonObject = Readonly<Record<string, unknown>>;

export type TokenRefusal = {
  readonly kind: "refused";
  readonly reason: TokenFailureReason;
  /** For the caller: a sentence or two, without a secret. */
  readonly message: string;
};

export type VerifiedToken = {
  readonly kind: "verified";
  /** Of the signed token, where it came encrypted. */
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly isSigned: boolean;
  /**
   * Names of the providers that publish the key, or of all providers where the key is the rule's own: another
   * provider's key does not speak for them. Undefined where there is no provider to ask.
   */
  readonly issuers: readonly string[] | undefined;
};

export type TokenVerdict = VerifiedToken | TokenRefusal;

/** A refusal that says, as most do, that access is denied. */
export function denied(reason: TokenFailureReason, why: string): TokenRefusal {
  return { kind: "refused", reason, message: `${why} Access denied.` };
}

/** A token that is no token, or that breaks the rules of all tokens. */
export function malformed(why: string): TokenRefusal {
  return { kind: "refused", reason: "JwtInvalid", message: why };
}

export const notPresent: TokenRefusal = {
  kind: "refused",
  reason: "TokenNotPresent",
  message: "JWT not present.",
};
