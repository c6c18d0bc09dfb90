// Script by itself, where the page has put the value into a script: a call that such probes make, as the whole value or
// right behind a quote that ends the page's own string. No parser of JavaScript: what reads only like code is let be.

const GLOBAL = "(?:(?:window|self|top|parent|frames|this|globalthis|document)\\s*(?:\\.\\s*|\\[\\s*['\"`]))?";
const CALL = `${GLOBAL}(?:alert|prompt|confirm|eval|settimeout|setinterval|execscript|msgbox)\\b(?:['"\`]\\s*\\])?\\s*[(\`]`;
const PROPERTY =
  "document\\s*\\.\\s*(?:cookie|write(?:ln)?\\s*\\(|location|domain|body|documentelement)|string\\s*\\.\\s*fromcharcode\\s*\\(";
const REDIRECT = `${GLOBAL}(?:location(?:\\s*\\.\\s*(?:href|hash|search|replace|assign))?|onerror|name)\\s*(?:=(?!=)|\\()`;

/** What leads to code: the end of a statement, an operator, the end of a line that was a comment. */
const LEAD = "[\\s;,+\\-*/|&^%<>=?:!~)\\]}\\\\]";
const COMMENT = "(?:/\\*[^*]{0,64}\\*/|//[^\\n]{0,64}\\n)?";

const WHOLE = new RegExp(
  `^[\\s;)}\\]]*${COMMENT}(?:with\\s*\\([^()]{1,64}\\)|${CALL}|${PROPERTY}|${REDIRECT}\\s*['"a-z/])`,
  "i",
);
const BEHIND_QUOTE = new RegExp(
  `${LEAD}{1,32}${COMMENT}(?:void\\s+)?(?:${CALL}|${PROPERTY}|${REDIRECT})`,
  "iy",
);
/** Within code: behind a sign that no sentence has before a word without a space. */
const WITHIN_CODE = new RegExp(`[;=({,+*|&!?:)}\\]](?:${CALL}|${PROPERTY})`, "i");

/** Names that all of the above hold: without one of them there is nothing to look for. */
const HINT =
  /alert|prompt|confirm|eval|settimeout|setinterval|execscript|msgbox|document|fromcharcode|location|onerror/i;

/** Where the value is read, if it is script: `script`, or `script-string` behind a quote. */
export function scriptContext(value: string): "script" | "script-string" | undefined {
  if (!HINT.test(value)) return undefined;
  if (WHOLE.test(value) || WITHIN_CODE.test(value)) return "script";
  return ["'", '"', "`"].some((quote) => leavesString(value, quote)) ? "script-string" : undefined;
}

function leavesString(value: string, quote: string): boolean {
  const end = value.indexOf(quote);
  if (end < 0) return false;
  BEHIND_QUOTE.lastIndex = end + 1;
  return BEHIND_QUOTE.test(value);
}
