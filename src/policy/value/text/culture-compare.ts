// How strings are ordered: by the invariant culture, as `string.Compare` and sorting do, or by code units.
// .NET's word order: punctuation before digits before letters, lower case before upper where all else is
// equal, control characters nothing, and hyphen and apostrophe only where all else is equal ("co-op" stands
// beside "coop"). The Unicode collation of ICU does all but the last.

const exact = new Intl.Collator("en-US", { sensitivity: "variant", caseFirst: "lower" });
const withoutCase = new Intl.Collator("en-US", { sensitivity: "accent" });

/** Negative, zero, positive; null stands first. */
export function compareCulture(a: string | null, b: string | null, ignoreCase = false): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  const collator = ignoreCase ? withoutCase : exact;
  const words = collator.compare(withoutMarks(a), withoutMarks(b));
  if (words !== 0) return Math.sign(words);
  return hasMarks(a) || hasMarks(b) ? compareMarks(a, b) : 0;
}

const hasMarks = (text: string): boolean => text.includes("-") || text.includes("'");

/** By UTF-16 code units: the difference of the first that differ, or of the lengths. */
export function compareOrdinal(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Ordinal, without case: by the code units of the upper-case texts. */
export function compareOrdinalIgnoreCase(a: string | null, b: string | null): number {
  return compareOrdinal(a === null ? null : upperInvariant(a), b === null ? null : upperInvariant(b));
}

/**
 * ToUpperInvariant: code unit by code unit, so that the length stays (`ß` stays, `ŉ` too).
 */
export function upperInvariant(text: string): string {
  return sameLength(text, text.toUpperCase(), (char) => char.toUpperCase());
}

export function lowerInvariant(text: string): string {
  return sameLength(text, text.toLowerCase(), (char) => char.toLowerCase());
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** What the invariant culture leaves alone: Turkish i, long s, final sigma, digraphs in title case. */
const caseless = "\u0130\u0131\u017f\u03c2\u01c5\u01c8\u01cb\u01f2";

function sameLength(text: string, mapped: string, map: (char: string) => string): string {
  if (isAscii(text)) return mapped;
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    const one = map(char);
    // What grows stays as it is.
    result += one.length === 1 && !caseless.includes(char) ? one : char;
  }
  return result;
}

function withoutMarks(text: string): string {
  return hasMarks(text) ? text.replaceAll(/[-']/g, "") : text;
}

/** Of texts that are equal but for hyphens and apostrophes: the one that has one first stands later. */
function compareMarks(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const inA = markRank(a[at]);
    const inB = markRank(b[at]);
    if (inA !== inB) return inA < inB ? -1 : 1;
  }
  return Math.sign(a.replaceAll("\0", "").length - b.replaceAll("\0", "").length);
}

const markRank = (char: string | undefined): number => (char === "'" ? 1 : char === "-" ? 2 : 0);
