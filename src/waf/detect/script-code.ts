// Script by itself, where the page has put the value into a script: a call or a property that such probes
// use, as the whole value, behind a quote that ends the page's own string, or within code. It is no parser
// of JavaScript.

const CALL =
  /(?:(?:alert|prompt|confirm|eval|execscript|msgbox)\b(?:['"`]\s{0,8}\])?\s{0,8}[(`]|set(?:timeout|interval)\(['"`])/gi;
const PROPERTY =
  /document\s{0,8}\.\s{0,8}(?:cookie|write(?:ln)?\s{0,8}\(|location|domain|body)|string\.fromcharcode\s{0,8}\(/gi;
const REDIRECT =
  /location\.(?:(?:href|hash|search)\s{0,8}=(?!=)|(?:replace|assign)\()|onerror\s{0,8}=(?!=)/gi;
/** Too common a name at a value's start, but not behind a quote. */
const LOCATION = /location\s{0,8}=(?!=)/gi;

/** What may stand before a call's name: the object that has it. */
const OWNER =
  /(?:window|self|top|parent|frames|this|globalthis|document)\s{0,8}(?:\.\s{0,8}|\[\s{0,8}['"`])$/i;
/** Code in a style, and a URL of script somewhere in the value. */
const STYLE_CODE = /:\s{0,8}expression\s{0,8}\(|-moz-binding\s{0,8}:\s{0,8}url/i;
const INNER_URL = /\b(?:java|vb)script:[^\s(]{0,64}\(/i;
/** A sign that no sentence has right before a word. */
const CODE_SIGNS = ";=([{,+*|&!?:)}]";
/** From the value's start: ends of statements, a comment, a `with (document)`. */
const START = /^[\s;)}\]]*(?:\/\*[^*]*\*\/|\/\/[^\n]*\n)?\s*(?:with\s*\([^()]*\)\s*)?$/i;
/** From a quote on: the end of a statement or an operator, and a comment. */
const BEHIND_QUOTE = /^[\s;,+\-*/|&^%<>=?:!~)\]}\\]+(?:\/\*[^*]*\*\/|\/\/[^\n]*\n)?\s*(?:void\s*)?$/i;

/** The call of a probe with the argument of one, also where a filter has taken the tag around it. */
const PROBE = /(?:alert|prompt|confirm)\s{0,8}[(`]\s{0,8}(?:document\b|['"/\d])/i;
const WITH_DOCUMENT = /^[\s;)}\]]*with\s*\([^()]{1,64}\)/i;

/** Where code is one: behind a quote only, at the value's start too, or also within other code. */
type Places = "behind-quote" | "start" | "anywhere";

const SEARCHES: readonly (readonly [RegExp, Places])[] = [
  [CALL, "anywhere"],
  [PROPERTY, "anywhere"],
  [REDIRECT, "start"],
  [LOCATION, "behind-quote"],
];

const MAX_CALLS = 16;
const LEAD_LENGTH = 96;

/** Where the value is read, if it is script: `script`, or `script-string` behind a quote. */
export function scriptContext(value: string): "script" | "script-string" | undefined {
  if (PROBE.test(value) || WITH_DOCUMENT.test(value) || STYLE_CODE.test(value) || INNER_URL.test(value))
    return "script";
  return SEARCHES.map(([pattern, places]) => findCode(value, pattern, places)).find(
    (found) => found !== undefined,
  );
}

function findCode(value: string, pattern: RegExp, places: Places): "script" | "script-string" | undefined {
  pattern.lastIndex = 0;
  for (let count = 0; count < MAX_CALLS; count++) {
    const found = pattern.exec(value);
    if (found === null) return undefined;
    const context = placeOf(value, found.index, places);
    if (context !== undefined) return context;
  }
  return undefined;
}

/** What stands before the code that begins at `index` says whether it is code at all. */
function placeOf(value: string, index: number, places: Places): "script" | "script-string" | undefined {
  const lead = value.slice(Math.max(0, index - LEAD_LENGTH), index);
  const start = index - (OWNER.exec(lead)?.[0].length ?? 0);
  // Code as a string in code is as good: `="alert(`.
  const sign = isQuote(value.charAt(start - 1)) ? start - 2 : start - 1;
  if (places === "anywhere" && sign >= 0 && CODE_SIGNS.includes(value.charAt(sign))) return "script";
  if (start > LEAD_LENGTH) return undefined;
  const before = value.slice(0, start);
  if (places !== "behind-quote" && START.test(before)) return "script";
  return ["'", '"', "`"].some((quote) => endsString(before, quote)) ? "script-string" : undefined;
}

function isQuote(sign: string): boolean {
  return sign === "'" || sign === '"';
}

function endsString(before: string, quote: string): boolean {
  const end = before.indexOf(quote);
  return end >= 0 && BEHIND_QUOTE.test(before.slice(end + 1));
}
