// Script by itself, where the page has put the value into a script: a call or a property that such probes
// use, as the whole value, behind a quote that ends the page's own string, or within code. It is no parser
// of JavaScript.

const CALL =
  /(?:alert|prompt|confirm|eval|settimeout|setinterval|execscript|msgbox)\b(?:['"`]\s{0,8}\])?\s{0,8}[(`]/gi;
const PROPERTY =
  /document\s{0,8}\.\s{0,8}(?:cookie|write(?:ln)?\s{0,8}\(|location|domain|body)|string\.fromcharcode\s{0,8}\(/gi;
const REDIRECT = /(?:location(?:\.(?:href|hash|search|replace|assign))?|onerror|name)\s{0,8}(?:=(?!=)|\()/gi;

/** What may stand before a call's name: the object that has it. */
const OWNER =
  /(?:window|self|top|parent|frames|this|globalthis|document)\s{0,8}(?:\.\s{0,8}|\[\s{0,8}['"`])$/i;
/** A sign that no sentence has right before a word. */
const CODE_SIGNS = ";=({,+*|&!?:)}]";
/** From the value's start: ends of statements, a comment, a `with (document)`. */
const START = /^[\s;)}\]]*(?:\/\*[^*]*\*\/|\/\/[^\n]*\n)?\s*(?:with\s*\([^()]*\)\s*)?$/i;
/** From a quote on: the end of a statement or an operator, and a comment. */
const BEHIND_QUOTE = /^[\s;,+\-*/|&^%<>=?:!~)\]}\\]+(?:\/\*[^*]*\*\/|\/\/[^\n]*\n)?\s*(?:void\s*)?$/i;

const WITH_DOCUMENT = /^[\s;)}\]]*with\s*\([^()]{1,64}\)/i;

const MAX_CALLS = 16;
const LEAD_LENGTH = 96;

/** Where the value is read, if it is script: `script`, or `script-string` behind a quote. */
export function scriptContext(value: string): "script" | "script-string" | undefined {
  if (WITH_DOCUMENT.test(value)) return "script";
  return findCode(value, CALL, true) ?? findCode(value, PROPERTY, true) ?? findCode(value, REDIRECT, false);
}

function findCode(value: string, pattern: RegExp, anywhere: boolean): "script" | "script-string" | undefined {
  pattern.lastIndex = 0;
  for (let count = 0; count < MAX_CALLS; count++) {
    const found = pattern.exec(value);
    if (found === null) return undefined;
    const context = placeOf(value, found.index, anywhere);
    if (context !== undefined) return context;
  }
  return undefined;
}

/** What stands before the code that begins at `index` says whether it is code at all. */
function placeOf(value: string, index: number, anywhere: boolean): "script" | "script-string" | undefined {
  const lead = value.slice(Math.max(0, index - LEAD_LENGTH), index);
  const start = index - (OWNER.exec(lead)?.[0].length ?? 0);
  if (anywhere && start > 0 && CODE_SIGNS.includes(value.charAt(start - 1))) return "script";
  if (start > LEAD_LENGTH) return undefined;
  const before = value.slice(0, start);
  if (START.test(before)) return "script";
  return ["'", '"', "`"].some((quote) => endsString(before, quote)) ? "script-string" : undefined;
}

function endsString(before: string, quote: string): boolean {
  const end = before.indexOf(quote);
  return end >= 0 && BEHIND_QUOTE.test(before.slice(end + 1));
}
