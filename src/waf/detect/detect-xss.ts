// `@detectXSS`: whether a value, put into a page, would run script. It is read in five places: in the text,
// and in an attribute's value unquoted, in '…', in "…" and in `…`; then as a link's URL and as a piece of
// script.

import { spend, work } from "../cost/work-meter.ts";
import { freshFootprints } from "./footprints.ts";
import { HtmlDanger } from "./html-danger.ts";
import { type HtmlStart, tokenizeHtml } from "./html-tokenizer.ts";
import { scriptContext } from "./script-code.ts";
import { bareScriptUrlReason } from "./script-url.ts";
import type { DetectorVerdict } from "./verdict.ts";
import { ATTRIBUTE, CODE, MARKUP, NOTHING, SCHEME, xssHint } from "./xss-first-pass.ts";

const LIMIT_BYTES = 65_536;

const PLACES: readonly (readonly [HtmlStart, string])[] = [
  ["data", "text"],
  ["'", "attribute-single-quoted"],
  ['"', "attribute-double-quoted"],
  ["`", "attribute-back-quoted"],
  ["unquoted", "attribute-unquoted"],
  ["attribute-name", "attribute-name"],
];

/** The verdict on a latin1 string that the caller has decoded; `undefined` where it is no attack. */
export function detectXss(value: string): DetectorVerdict | undefined {
  const hint = xssHint(value);
  if (hint === NOTHING) return undefined;
  const text = value.length > LIMIT_BYTES ? value.slice(0, LIMIT_BYTES) : value;
  // Once for all places: what one of them has read, the next does not read again.
  spend(work.scriptByte * text.length);
  if ((hint & (MARKUP | ATTRIBUTE)) !== 0) {
    // Browsers of old skipped NULs; today's put a sign in their place, which breaks the attack, not the page.
    const reading = text.includes("\0") ? text.replaceAll("\0", "") : text;
    const verdict = readAsMarkup(reading, hint);
    if (verdict !== undefined) return verdict;
  }
  const reason = (hint & SCHEME) !== 0 ? bareScriptUrlReason(text, 0, text.length) : undefined;
  if (reason !== undefined) return { context: "url", reason };
  const context = (hint & CODE) !== 0 ? scriptContext(text) : undefined;
  return context === undefined ? undefined : { context, reason: "script-code" };
}

function readAsMarkup(value: string, hint: number): DetectorVerdict | undefined {
  const footprints = freshFootprints();
  for (const [start, context] of PLACES) {
    if (start === "data" && (hint & MARKUP) === 0) continue;
    if (start === "attribute-name" && (hint & ATTRIBUTE) === 0) continue;
    if (start.length === 1 && !value.includes(start)) continue;
    const danger = new HtmlDanger(start);
    tokenizeHtml(value, start, danger, footprints);
    if (danger.reason !== undefined) return { context, reason: danger.reason };
  }
  return undefined;
}
