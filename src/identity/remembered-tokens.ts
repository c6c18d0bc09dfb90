// Remembers the tokens of a source until shortly before they expire. One question for all who wait; a source
// that just failed is left alone for a while.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import type { Clock } from "#kernel/clock.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { type AccessToken, type TokenRequest, type TokenSource, TokenSourceError } from "./token-source.ts";

const { maxAccessTokens, accessTokenMarginMs } = defaultLimits.identity;
const { retryMs } = defaultLimits.identity.provider;

type Entry = {
  token: AccessToken | undefined;
  /** Ms since the epoch, from when on it is asked for anew. */
  dueMs: number;
  flight: Promise<AccessToken> | undefined;
  failure: TokenSourceError | undefined;
  failedMs: number;
};

export class RememberedTokens {
  readonly #source: TokenSource;
  readonly #clock: Clock;
  readonly #entries = new BoundedCache<string, Entry>(maxAccessTokens);

  constructor(source: TokenSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** At once where there is one that is good for a while. Rejects with a TokenSourceError. */
  token(request: TokenRequest): AccessToken | Promise<AccessToken> {
    const entry = this.#entry(`${request.clientId ?? ""}\n${request.resource}`);
    const nowMs = this.#clock.wallMs();
    if (entry.token !== undefined && nowMs < entry.dueMs) return entry.token;
    const { failure } = entry;
    if (failure !== undefined && this.#clock.monotonicMs() - entry.failedMs < retryMs)
      return entry.token !== undefined && nowMs < entry.token.expiresAtMs
        ? entry.token
        : Promise.reject(failure);
    entry.flight ??= this.#fetch(request, entry);
    return entry.flight;
  }

  #entry(key: string): Entry {
    const found = this.#entries.get(key);
    if (found !== undefined) return found;
    const entry: Entry = {
      token: undefined,
      dueMs: 0,
      flight: undefined,
      failure: undefined,
      failedMs: 0,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  async #fetch(request: TokenRequest, entry: Entry): Promise<AccessToken> {
    try {
      const token = await this.#source.token(request);
      entry.token = token;
      entry.dueMs = dueOf(token, this.#clock.wallMs());
      entry.failure = undefined;
      return token;
    } catch (error) {
      if (!(error instanceof TokenSourceError)) throw error;
      entry.failure = error;
      entry.failedMs = this.#clock.monotonicMs();
      // One that is about to expire still serves.
      if (entry.token !== undefined && this.#clock.wallMs() < entry.token.expiresAtMs) return entry.token;
      throw error;
    } finally {
      entry.flight = undefined;
    }
  }
}

/** Some minutes before it expires; of a short life, a fifth before. */
function dueOf({ expiresAtMs }: AccessToken, nowMs: number): number {
  return expiresAtMs - Math.min(accessTokenMarginMs, (expiresAtMs - nowMs) / 5);
}
