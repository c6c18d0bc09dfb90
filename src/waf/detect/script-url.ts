// Whether a URL runs script where a browser, of today or of old, follows it: `javascript:` and its kin, and
// `data:` with a document in it. White space and control characters in the scheme are dropped first, as
// browsers drop them.

import { decodeEntities } from "./html-entities.ts";

/** What is looked at: a scheme stands in front, but entities and white space make it long. */
const PREFIX_LENGTH = 1024;
/** No URL of script is shorter: `data:,x`. */
const SHORTEST = 6;
/** Where signs that hide a scheme would stand. */
const SCHEME_LENGTH = 20;

const SCHEME = /(?:java|vb|live|j|ecma)script[:#]|mocha:|mhtml:|data:|view-source:/iy;
const LEADING = /^[`'"\\\xa0]+/;
const SCRIPT_SCHEME = /^(?:(?:java|vb|live|j|ecma)script[:#]|mocha:|mhtml:|view-source:javascript)/;
const DATA_SCHEME = /^data:/;
/** Data that no browser takes for a document. */
const HARMLESS_DATA =
  /^data:(?:image\/(?:png|gif|jpe?g|webp|bmp|avif|x-icon)|font\/|audio\/|video\/|text\/plain)/;
const DOCUMENT_DATA =
  /^data:(?:text\/(?:html|xml|xsl|javascript)|application\/(?:xhtml|xml|javascript)|image\/svg)/;
/** What code has right behind the scheme, and a sentence has not. */
const CODE =
  /^[a-z-]+[:#] *(?:[^ ]*[(=`[]|\/[/*]|(?:var|let|const|void|with|if|for|new|throw|function|return)\b.*[(=`[])/;

const FIRST_LETTERS = new Uint8Array(256);
for (const letter of "jJvVdDlLmMeE") FIRST_LETTERS[letter.charCodeAt(0)] = 1;

/** `plain`: not one. `hidden`: it must be normalised to be told. `scheme`: one of script or data. */
export type SchemeGuess = "plain" | "hidden" | "scheme";

/** A cheap look at a URL between two indexes of a text. */
export function guessScheme(text: string, from: number, to: number): SchemeGuess {
  let start = from;
  while (start < to && isLeading(text.charCodeAt(start))) start++;
  if (to - start < SHORTEST) return "plain";
  const code = text.charCodeAt(start);
  if (code !== AMPERSAND && FIRST_LETTERS[code] !== 1) return "plain";
  SCHEME.lastIndex = start;
  if (SCHEME.test(text)) return "scheme";
  const end = Math.min(to, start + SCHEME_LENGTH);
  for (let index = start; index < end; index++) {
    const sign = text.charCodeAt(index);
    if (sign === AMPERSAND || sign <= 32 || sign === 127) return "hidden";
  }
  return "plain";
}

const AMPERSAND = 38;

/** What browsers skip before a scheme, and the quotes that some took for the value's. */
function isLeading(code: number): boolean {
  return code <= 32 || code === 34 || code === 39 || code === 96 || code === 92 || code === 160;
}

/** The reason, where an attribute's value is a URL that runs script. */
export function scriptUrlReason(text: string, from: number, to: number): string | undefined {
  const url = normalized(text, from, to);
  if (SCRIPT_SCHEME.test(url)) return "script-url";
  return DATA_SCHEME.test(url) && !HARMLESS_DATA.test(url) ? "data-url" : undefined;
}

/** The same for what may be text: code must follow, and `javascript: a course` has none. */
export function bareScriptUrlReason(text: string, from: number, to: number): string | undefined {
  if (guessScheme(text, from, to) === "plain") return undefined;
  const url = undisguised(text, from, to).replace(/^ +/, "").replace(LEADING, "").toLowerCase();
  if (SCRIPT_SCHEME.test(url)) return CODE.test(url) ? "script-url" : undefined;
  return DOCUMENT_DATA.test(url) ? "data-url" : undefined;
}

/** Browsers of old dropped spaces, too. */
function normalized(text: string, from: number, to: number): string {
  return undisguised(text, from, to).replaceAll(" ", "").replace(LEADING, "").toLowerCase();
}

function undisguised(text: string, from: number, to: number): string {
  return decodeEntities(text.slice(from, Math.min(to, from + PREFIX_LENGTH))).replace(/[\0-\x1f\x7f]+/g, "");
}
