// What XML formatters do to a document that is no XML: in condition="@(x == "get")" they see an attribute
// `get` without a value, give it an empty one, and leave `"get="""`. No C# has that, so it can be undone.

import { type ReplacedText, TextReplacer } from "./replaced-text.ts";

const DAMAGE = '=""';

/** Without the `=""` that stands inside or right behind what was a word in quotes. */
export function withoutFormatterDamage(expression: string): ReplacedText {
  const replacer = new TextReplacer(expression);
  for (let at = expression.indexOf(DAMAGE); at !== -1; at = expression.indexOf(DAMAGE, at + 1)) {
    const [before = "", after = ""] = [expression[at - 1], expression[at + DAMAGE.length]];
    if (/\w/.test(before) && (after === '"' || after === " ")) replacer.replace(at, at + DAMAGE.length, "");
  }
  return replacer.finish();
}
