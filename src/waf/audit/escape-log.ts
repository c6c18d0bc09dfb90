// Text of a client's in a line of a log: what could end the line, its field, or a terminal's patience is
// written `\xHH`.

/** Of whole texts, most of which have nothing awkward: to look costs a fraction of what to replace does. */
const HAS_AWKWARD = /[^\x20-\x7e]|["\\]/;
const AWKWARD = /[^\x20-\x7e]|["\\]/g;

/** @param maxChars of the text; what is longer is cut and ends with three dots */
export function escapeLog(text: string, maxChars = Number.POSITIVE_INFINITY): string {
  const kept = text.length > maxChars ? `${text.slice(0, maxChars)}...` : text;
  if (!HAS_AWKWARD.test(kept)) return kept;
  return kept.replace(AWKWARD, (char) => `\\x${(char.charCodeAt(0) & 0xff).toString(16).padStart(2, "0")}`);
}
