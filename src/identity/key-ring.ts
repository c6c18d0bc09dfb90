// The keys of a rule: its own and those of its providers. It remembers the tokens that they verified, so that
// one seen before costs a look-up; what a provider no longer publishes verifies nothing any more.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { ownCopy } from "#kernel/own-copy.ts";
import type { DecryptionKey } from "./decryption-key.ts";
import type { OpenIdProvider, Published } from "./openid-provider.ts";
import type { VerifiedToken } from "./token-verdict.ts";
import type { VerificationKey } from "./verification-key.ts";

export type RingKeys = {
  readonly providers: readonly OpenIdProvider[];
  readonly signing: readonly VerificationKey[];
  readonly decryption: readonly DecryptionKey[];
};

/** By provider, in order; undefined for one that gave no answer. */
export type PublishedKeys = readonly (Published | undefined)[];

type Remembered = { readonly token: VerifiedToken; readonly published: PublishedKeys };

const { maxRememberedTokens, rememberedTokenBytes } = defaultLimits.identity;

export class KeyRing {
  readonly keys: RingKeys;
  readonly #remembered = new BoundedCache<string, Remembered>(maxRememberedTokens);

  constructor(keys: RingKeys) {
    this.keys = keys;
  }

  /** A token that these very keys verified; undefined where it has to be verified (anew). */
  recall(text: string): VerifiedToken | undefined {
    const found = this.#remembered.get(text);
    return found !== undefined && this.#isCurrent(found.published) ? found.token : undefined;
  }

  #isCurrent(published: PublishedKeys): boolean {
    const { providers } = this.keys;
    for (let i = 0; i < providers.length; i++) {
      if (providers[i]?.current() !== published[i]) return false;
    }
    return true;
  }

  /** The key is the whole token: nothing that somebody could make collide. Long ones are not kept. */
  remember(text: string, token: VerifiedToken, published: PublishedKeys): void {
    if (text.length > rememberedTokenBytes) return;
    // A text of its own: a piece of a request's head would keep all of the head.
    this.#remembered.set(ownCopy(text), { token, published });
  }
}
