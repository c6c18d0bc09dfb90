// Whether a token that somebody showed satisfies a rule. One that was verified before is judged at once; the
// first time takes a promise. What cannot be decided (no keys to be had) is refused.

import type { Clock } from "#kernel/clock.ts";
import type { KeyRing, PublishedKeys } from "./key-ring.ts";
import { judgeClaims } from "./rule/judge-claims.ts";
import { openToken } from "./token/open-token.ts";
import { verifySigned } from "./token/verify-signed.ts";
import type { TokenRule } from "./token-rule.ts";
import { notPresent, type TokenVerdict, type VerifiedToken } from "./token-verdict.ts";

export type ShownToken = {
  /** The header's value, the query parameter's, or the token itself; undefined where there is none. */
  readonly value: string | undefined;
  /** What must stand before the token; undefined where a `Bearer` may stand there or not. */
  readonly scheme: string | undefined;
};

export class TokenVerifier {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Never rejects for a token's sake. */
  verify(shown: ShownToken, ring: KeyRing, rule: TokenRule): TokenVerdict | Promise<TokenVerdict> {
    const text = tokenIn(shown);
    if (text === undefined) return notPresent;
    const seen = ring.recall(text);
    return seen === undefined
      ? this.#verifyFirst(text, ring, rule)
      : judgeClaims(seen, rule, this.#clock.wallMs());
  }

  async #verifyFirst(text: string, ring: KeyRing, rule: TokenRule): Promise<TokenVerdict> {
    const opened = await openToken(text, ring.keys.decryption, rule.requireSignedTokens);
    if (opened.kind === "refused") return opened;
    const published: PublishedKeys = await Promise.all(ring.keys.providers.map((each) => each.ready()));
    if (opened.kind === "unsigned") {
      const { header, claims } = opened;
      const issuers = ring.keys.providers.length === 0 ? undefined : namesOf(published);
      return this.#judge({ kind: "verified", header, claims, isSigned: false, issuers }, rule);
    }
    const verified = await verifySigned(opened.token, ring.keys, published);
    if (verified.verdict.kind === "verified") ring.remember(text, verified.verdict, verified.published);
    return verified.verdict.kind === "verified" ? this.#judge(verified.verdict, rule) : verified.verdict;
  }

  #judge(token: VerifiedToken, rule: TokenRule): TokenVerdict {
    return judgeClaims(token, rule, this.#clock.wallMs());
  }
}

const namesOf = (published: PublishedKeys): string[] =>
  published.flatMap((each) => (each === undefined ? [] : [each.issuer]));

/** Schemes have no case (RFC 9110 §11.1). A value of another scheme holds no token of this one. */
function tokenIn({ value, scheme }: ShownToken): string | undefined {
  if (value === undefined) return undefined;
  if (scheme === "Bearer" && value.startsWith("Bearer ")) return tokenOf(value.slice(7));
  const wanted = scheme === undefined || scheme === "" ? "bearer" : scheme.toLowerCase();
  const start = value.search(/\S/);
  if (start < 0) return undefined;
  const end = start + wanted.length;
  const hasScheme = value[end] === " " && value.slice(start, end).toLowerCase() === wanted;
  if (!hasScheme && scheme !== undefined && scheme !== "") return undefined;
  return tokenOf(value.slice(hasScheme ? end : start));
}

function tokenOf(text: string): string | undefined {
  const token = text.trim();
  return token === "" ? undefined : token;
}
