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

/** Written into again and again: what is decoded is short, as a rule. */
const scratch = Buffer.alloc(4096);

export function percentDecode(text: string): string {
  const bytes = text.length <= scratch.length ? scratch : Buffer.alloc(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code === PLUS) code = 32;
    else if (code === PERCENT) {
      const byte = escapedByte(text, i);
      if (byte >= 0) {
        code = byte;
        i += 2;
      }
    }
    bytes[length++] = code;
  }
  return bytes.toString("latin1", 0, length);
}

/** Says of a whole query or body whether an escape in it lacks its two digits. */
export function hasInvalidEscape(text: string): boolean {
  for (let at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 1)) {
    if (escapedByte(text, at) < 0) return true;
  }
  return false;
}
