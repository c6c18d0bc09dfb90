// Looks in a value for numbers with check digits: a pattern finds what may be one, then its digits are
// checked.

import type { CompiledRegex } from "../regex/compile-regex.ts";

/** A value made to have very many candidates is taken for a match: none is let through unchecked. */
const MAX_CANDIDATES = 10_000;
/** In a candidate up to this long that is none, another one is looked for behind each of its first chars. */
const SHORT_CHARS = 64;

type Check = (candidate: string) => boolean;

/** The first number, as it was written. */
export function findNumber(regex: CompiledRegex, value: string, isValid: Check): string | undefined {
  const candidates = regex.execAll(value, MAX_CANDIDATES);
  let end = 0;
  for (const [candidate = ""] of candidates) {
    if (isValid(candidate)) return candidate;
    const start = value.indexOf(candidate, end);
    end = start + candidate.length;
    if (candidate.length > SHORT_CHARS) continue;
    const within = findWithin(regex, value.slice(start, end + SHORT_CHARS), candidate.length, isValid);
    if (within !== undefined) return within;
  }
  return candidates.length === MAX_CANDIDATES ? candidates.at(-1)?.[0] : undefined;
}

/** `4111…` with one digit too many before it is a card all the same. */
function findWithin(
  regex: CompiledRegex,
  around: string,
  length: number,
  isValid: Check,
): string | undefined {
  for (let start = 1; start < length; start++) {
    const found = regex.exec(around.slice(start))?.[0];
    if (found === undefined) return undefined;
    if (isValid(found)) return found;
  }
  return undefined;
}
