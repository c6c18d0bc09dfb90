// Reads JSON strings out of latin1 text: escapes become bytes, `\u` escapes UTF-8. A lone surrogate becomes
// the three bytes that UTF-8 would have for it, so that @validateUtf8Encoding sees what was sent.

import { hexWord } from "../transformation/hex-digit.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const LOWER_U = 117;

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/**
 * Where the string that opens before `from` closes: the index of its quote, or -1 where it is none (a control
 * character, no end). Escapes are only stepped over.
 */
export function stringEnd(text: string, from: number): number {
  for (let i = from; ; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i++;
    // NaN behind the end is no number that this holds of.
    else if (!(code >= 32)) return -1;
  }
}

/** The value of a string between its quotes, or undefined where an escape is none. */
export function unescapeJson(text: string, from: number, end: number): string | undefined {
  let value = "";
  let kept = from;
  for (let at = text.indexOf("\\", from); at >= 0 && at < end; at = text.indexOf("\\", kept)) {
    value += text.slice(kept, at);
    if (text.charCodeAt(at + 1) === LOWER_U) {
      const unit = unitAt(text, at);
      if (unit < 0) return undefined;
      const isPair = isHighSurrogate(unit) && isLowSurrogate(unitAt(text, at + 6));
      value += utf8(isPair ? codePoint(unit, unitAt(text, at + 6)) : unit);
      kept = at + (isPair ? 12 : 6);
    } else {
      const simple = simpleEscapes[text.charAt(at + 1)];
      if (simple === undefined) return undefined;
      value += simple;
      kept = at + 2;
    }
  }
  return value + text.slice(kept, end);
}

/** The UTF-16 unit of the `\uXXXX` at `at`, or -1 where there is none. */
function unitAt(text: string, at: number): number {
  return text.charCodeAt(at) === BACKSLASH && text.charCodeAt(at + 1) === LOWER_U
    ? hexWord(text, at + 2)
    : -1;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

const codePoint = (high: number, low: number): number => 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);

/** UTF-8 of a code point as latin1 text. Surrogates are written like any other. */
export function utf8(point: number): string {
  if (point < 0x80) return String.fromCharCode(point);
  const last = 0x80 | (point & 63);
  if (point < 0x800) return String.fromCharCode(0xc0 | (point >> 6), last);
  const middle = 0x80 | ((point >> 6) & 63);
  if (point < 0x1_0000) return String.fromCharCode(0xe0 | (point >> 12), middle, last);
  return String.fromCharCode(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), middle, last);
}
