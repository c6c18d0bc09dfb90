// White space as C's isspace has it in its own locale: tab, newline, vertical tab, form feed, return, space.

/** False for NaN, which charCodeAt gives behind the end. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Where the white space at the beginning ends. */
export function spaceEnd(text: string): number {
  let at = 0;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Where the white space at the end starts. */
export function spaceStart(text: string): number {
  let at = text.length;
  while (at > 0 && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}
