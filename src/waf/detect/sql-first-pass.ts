// A first look over a value's characters that answers for nearly all clean ones: no injection without a
// sign that ends a literal, compares, joins or begins a comment, or without two words that SQL puts
// side by side.

const TRIGGER = 1;
const SEPARATOR = 2;
const COMPARE = 4;

const BITS = new Uint8Array(256);
for (const sign of "'\"(;#*`|&\\!~[$") BITS[sign.charCodeAt(0)] = TRIGGER;
for (const sign of "=<>") BITS[sign.charCodeAt(0)] = COMPARE;
for (let code = 0; code <= 32; code++) BITS[code] = SEPARATOR;
BITS[0xa0] = SEPARATOR;

/** With a comparison: a joined condition or a clause. Without: a clause. */
const WORDS_BESIDE_COMPARE =
  /\b(?:and|x?or|having|where|r?like|regexp|between|select|union|order|group|into|exec(?:ute)?|waitfor|case)\b/i;
const CLAUSE =
  /(?:union|except|intersect|minus)\b|\b(?:select|exec(?:ute)?|waitfor|case|procedure|having|(?:order|group)\s+by|into|limit)\s/i;
/** Comparisons that are words, which only a joined condition makes suspicious. */
const COMPARE_WORD = /\b(?:r?like|between|regexp)\s/i;
const LOGIC = /\b(?:and|x?or)\s/i;

/** False where the value cannot be SQL that the detector would know. */
export function mayHoldSql(value: string): boolean {
  let seen = 0;
  let before = 0;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code === 45 && before === 45) return true;
    seen |= BITS[code] ?? 0;
    before = code;
  }
  if ((seen & TRIGGER) !== 0) return true;
  if ((seen & SEPARATOR) === 0) return false;
  if ((seen & COMPARE) !== 0) return WORDS_BESIDE_COMPARE.test(value);
  return CLAUSE.test(value) || (COMPARE_WORD.test(value) && LOGIC.test(value));
}
