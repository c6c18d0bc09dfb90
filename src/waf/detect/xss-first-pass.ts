// A first look over a value's characters that answers for nearly all clean ones: no script without `<`,
// without an attribute that could be one of an event, a style or a source, or without a scheme in
// front.

const ATTRIBUTE = 1;
const CALL = 2;

const BITS = new Uint8Array(256);
BITS["=".charCodeAt(0)] = ATTRIBUTE | CALL;
for (const sign of "(`") BITS[sign.charCodeAt(0)] = CALL;

/** An event where an attribute may stand; attributes that hold a style or a URL. */
const EVENT = /(?:^|[\s"'`/\0-\x20\x80-\xff])on[a-z\0]{3,40}[\s/\0]{0,8}=/i;
const SOURCE =
  /(?:style|srcdoc|src|href|action|data|background|poster|from|to|values|code|xmlns|fld|formatas)\0?[\s/\0]{0,8}=/i;

/** What kind of script a value could hold. */
export type XssHint = { readonly markup: boolean; readonly attribute: boolean; readonly code: boolean };

const MARKUP: XssHint = { markup: true, attribute: true, code: true };
const NONE: XssHint = { markup: false, attribute: false, code: false };
const CODE: XssHint = { markup: false, attribute: false, code: true };
const ATTRIBUTE_AND_CODE: XssHint = { markup: false, attribute: true, code: true };

export function xssHint(value: string): XssHint {
  let seen = 0;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code === 60) return MARKUP;
    seen |= BITS[code] ?? 0;
  }
  if ((seen & ATTRIBUTE) !== 0 && (EVENT.test(value) || SOURCE.test(value))) return ATTRIBUTE_AND_CODE;
  return seen === 0 ? NONE : CODE;
}

/** Whether the value's first letter could begin a scheme that runs script. */
export function mayBeScriptUrl(value: string): boolean {
  let index = 0;
  while (index < value.length && isLeading(value.charCodeAt(index))) index++;
  const code = value.charCodeAt(index);
  // `&`: the letter may be a character reference.
  return code === 38 || FIRST_LETTERS[code] === 1;
}

const FIRST_LETTERS = new Uint8Array(256);
for (const letter of "jJvVdDlLmMeE") FIRST_LETTERS[letter.charCodeAt(0)] = 1;

function isLeading(code: number): boolean {
  return code <= 32 || code === 34 || code === 39 || code === 96 || code === 92;
}
