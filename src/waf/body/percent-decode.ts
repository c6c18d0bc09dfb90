// Percent-decoding as ModSecurity does it for arguments: `+` is a space, and an escape that is none stays as
// it came, so that rules see what a lenient backend sees.

const PERCENT = 37;
const PLUS = 43;

/** @returns 0–15, or -1 for what is no hexadecimal digit, the end of the text (NaN) among it */
export function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** The byte that the escape at `at` stands for, or -1. */
function escapedByte(text: string, at: number): number {
  const high = hexValue(text.charCodeAt(at + 1));
  const low = hexValue(text.charCodeAt(at + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

export function percentDecode(text: string): string {
  let decoded = "";
  let kept = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== PERCENT && code !== PLUS) continue;
    const byte = code === PLUS ? 32 : escapedByte(text, i);
    if (byte < 0) continue;
    decoded += text.slice(kept, i) + String.fromCharCode(byte);
    if (code === PERCENT) i += 2;
    kept = i + 1;
  }
  return kept === 0 ? text : decoded + text.slice(kept);
}

/** Says of a whole query or body whether an escape in it lacks its two digits. */
export function hasInvalidEscape(text: string): boolean {
  for (let at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 1)) {
    if (escapedByte(text, at) < 0) return true;
  }
  return false;
}
