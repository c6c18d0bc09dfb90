// The bytes of a body as a value of JSON, within limits: what is nested deeper than anybody writes is refused
// before a recursive schema follows it.

import { defaultLimits } from "#kernel/limits.ts";
import type { JsonValue } from "../contract.ts";

export type ReadJson =
  | { readonly value: JsonValue; readonly valueCount: number }
  /** Why it is none, for the sender's eyes. */
  | { readonly why: string };

const decoder = new TextDecoder("utf-8", { fatal: true });

export function readJson(bytes: Uint8Array): ReadJson {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { why: "it is not UTF-8" };
  }
  const { depth, valueCount } = measure(text);
  const { maxBodyDepth } = defaultLimits.contract;
  if (depth > maxBodyDepth) return { why: `it nests deeper than ${maxBodyDepth} levels` };
  try {
    // JSON.parse gives values of JSON and nothing else.
    return { value: JSON.parse(text) as JsonValue, valueCount };
  } catch (error) {
    return { why: error instanceof Error ? error.message.slice(0, 200) : "it is not JSON" };
  }
}

/** Levels, and about as many values as there are, without reading any; right where the text is JSON. */
function measure(text: string): { readonly depth: number; readonly valueCount: number } {
  let level = 0;
  let depth = 0;
  let valueCount = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_MAP || code === OPEN_LIST) {
      level++;
      if (level > depth) depth = level;
      valueCount++;
    } else if (code === CLOSE_MAP || code === CLOSE_LIST) level--;
    else if (code === COMMA) valueCount++;
  }
  return { depth, valueCount };
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** The index of the closing quote, or past the end. */
function endOfString(text: string, open: number): number {
  let at = open + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
    at = end + 1;
  }
}
