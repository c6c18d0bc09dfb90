// What goes wrong between the node and an authority, in words for the operator.

const MAX_MESSAGE = 1000;

export class AcmeError extends Error {
  override readonly name = "AcmeError";
  /** The last part of `urn:ietf:params:acme:error:…` (RFC 8555 §6.7); empty for what is none of those. */
  readonly type: string;
  /** Not before so long; 0 where nothing was said. */
  readonly retryAfterMs: number;

  constructor(message: string, type = "", retryAfterMs = 0, options?: ErrorOptions) {
    // Parts of it are the authority's own words: they go to logs and terminals.
    super(message.replace(/\p{Cc}+/gu, " ").slice(0, MAX_MESSAGE), options);
    this.type = type;
    this.retryAfterMs = retryAfterMs;
  }
}

const MAX_WAIT_MS = 7 * 86_400_000;

/** Seconds or a date (RFC 9110 §10.2.3); 0 where it says nothing. */
export function retryAfterMs(value: string | undefined, nowMs: number): number {
  if (value === undefined) return 0;
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(wait) ? 0 : Math.min(Math.max(wait, 0), MAX_WAIT_MS);
}
