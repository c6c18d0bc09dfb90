// Whether a style attribute does more than look: code by `expression()` or a binding, something loaded
// by `url()`, or escapes and comments, which honest styles have no use for in an attribute.

import { decodeEntities } from "./html-entities.ts";

const STYLE_LENGTH = 2048;

const SPEAKING = /expression|javascript|vbscript|behaviou?r|binding|-o-link|@import|@charset/;
/** Functions of a style that only compute a colour, a length or a form. */
const HARMLESS_CALL =
  /\b(?:rgba?|hsla?|calc|var|min|max|clamp|translate[xyz3d]*|rotate[xyz]?|scale[xy]?|linear-gradient)\(/g;

/** `sure`: it is an attribute, and not a piece of text that looks like one. */
export function isDangerousStyle(value: string, sure: boolean): boolean {
  const style = decodeEntities(value.slice(0, STYLE_LENGTH)).replace(/\0/g, "").toLowerCase();
  if (!sure) return SPEAKING.test(style);
  if (/[\\{}[\]]|\/\*/.test(style)) return true;
  return SPEAKING.test(style) || style.replace(HARMLESS_CALL, "").includes("(");
}
