// The port for tokens that the node shows to others: where one comes from is somebody else's matter.

import type { JsonObject } from "./token-verdict.ts";

export type AccessToken = {
  readonly value: string;
  /** Ms since the epoch. */
  readonly expiresAtMs: number;
  /** All that its issuer said of it. */
  readonly answer: JsonObject;
};

export type TokenRequest = {
  /** What the token is for: the address or the id of an API. */
  readonly resource: string;
  /** Whose; the node's own identity without it. */
  readonly clientId: string | undefined;
};

export interface TokenSource {
  /** Rejects with a TokenSourceError. */
  token(request: TokenRequest): Promise<AccessToken>;
}

/** For the operator: what kept a token from coming. Names no secret. */
export class TokenSourceError extends Error {
  override readonly name = "TokenSourceError";
}
