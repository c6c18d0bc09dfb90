// Percent-decoding of arguments: what the transformation urlDecode does. An escape that is none stays as it
// came, so that rules see what a lenient backend sees.

import { hexByte } from "../transformation/hex-digit.ts";
import { urlDecode } from "../transformation/url-decode.ts";

const NO_SETTINGS = { unicodeMap: undefined };

/** `+` is a space. */
export const percentDecode = (text: string): string => urlDecode.apply(text, NO_SETTINGS);

/** Says of a whole query or body whether an escape in it lacks its two digits. */
export function hasInvalidEscape(text: string): boolean {
  for (let at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 1)) {
    if (hexByte(text, at + 1) < 0) return true;
  }
  return false;
}
