// A first look over a value's characters that answers for nearly all clean ones: no script without `<`,
// without an attribute that could hold an event, a style or a URL, without a scheme in front, and without a
// call.

/** What kinds of script a value could hold: bits. */
export const NOTHING = 0;
export const MARKUP = 1;
export const ATTRIBUTE = 2;
export const SCHEME = 4;
export const CODE = 8;

const BITS = new Uint8Array(256);
BITS["<".charCodeAt(0)] = MARKUP;
BITS["=".charCodeAt(0)] = ATTRIBUTE | CODE;
for (const sign of "(`") BITS[sign.charCodeAt(0)] = CODE;
// A scheme's end, also as a character reference.
for (const sign of ":&#") BITS[sign.charCodeAt(0)] = SCHEME;

/** An event where an attribute may stand; attributes that hold a style or a URL. */
const EVENT = /(?:^|[\s"'`/\0-\x20\x80-\xff])on[a-z\0]{3,40}[\s/\0]{0,8}=/i;
const SOURCE =
  /(?:style|srcdoc|src|href|action|data|background|poster|from|to|values|code|xmlns|fld|formatas)\0?[\s/\0]{0,8}=/i;
/** Names of which one is in all code that the detector knows. */
const CODE_NAME =
  /alert|prompt|confirm|eval|settimeout|setinterval|script|msgbox|document|charcode|location|onerror|expression|moz-/i;

/** The bits of what the value could hold. */
export function xssHint(value: string): number {
  let seen = 0;
  for (let index = 0; index < value.length; index++) seen |= BITS[value.charCodeAt(index)] ?? 0;
  if (seen === 0) return NOTHING;
  let hint = seen & (MARKUP | SCHEME);
  if ((seen & ATTRIBUTE) !== 0 && (EVENT.test(value) || SOURCE.test(value))) hint |= ATTRIBUTE;
  if ((seen & CODE) !== 0 && CODE_NAME.test(value)) hint |= CODE;
  return hint;
}
