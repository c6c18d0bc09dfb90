// What a rule asks of a token beyond its signature. Texts are compared as they are, letter by letter.

export type RequiredClaim = {
  readonly name: string;
  /** Whether the claim must hold all of the values or any of them; without values it must only be there. */
  readonly match: "all" | "any";
  readonly values: readonly string[];
  /** What parts the text of a claim into several values. */
  readonly separator: string | undefined;
};

export type TokenRule = {
  readonly requireExpirationTime: boolean;
  readonly requireSignedTokens: boolean;
  /** By which the clocks of issuer and node may differ. */
  readonly clockSkewMs: number;
  /** One of them must be the token's; any will do where there are none. */
  readonly audiences: readonly string[];
  /** Beside those that the providers name. Any issuer will do where there are neither. */
  readonly issuers: readonly string[];
  /** `{tenantid}` in the name of an issuer stands for the token's own `tid`, as Microsoft Entra has it. */
  readonly isManyTenants: boolean;
  readonly claims: readonly RequiredClaim[];
};
