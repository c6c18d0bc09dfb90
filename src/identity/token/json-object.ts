// JSON of headers and claims, read strictly: UTF-8, an object, and no name twice. Of two members of one name
// some readers take the first and others the last (RFC 8259 §4), and what was checked is not what is used.

import type { JsonObject } from "../token-verdict.ts";

const MAX_DEPTH = 32;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Undefined for anything else. */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const text = decoder.decode(bytes);
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && isUnambiguous(text) ? value : undefined;
  } catch {
    // Neither text nor JSON: no token.
    return undefined;
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `text` is JSON. False for a name that an object has twice, and for what is nested too deep. */
function isUnambiguous(text: string): boolean {
  // The names of each object that is open; undefined for an array.
  const open: (Set<string> | undefined)[] = [];
  let isNameNext = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') {
      const end = stringEnd(text, i);
      if (isNameNext && !isNew(open.at(-1), text.slice(i, end))) return false;
      i = end - 1;
    } else if (char === "{" || char === "[") {
      if (open.length >= MAX_DEPTH) return false;
      open.push(char === "{" ? new Set() : undefined);
    } else if (char === "}" || char === "]") open.pop();
    if (char === "{" || char === ",") isNameNext = open.at(-1) !== undefined;
    else if (char === ":" || char === "[") isNameNext = false;
  }
  return true;
}

/** Past its closing quote. */
function stringEnd(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end + 1;
}

/** `"a"` and `"\u0061"` are one name. */
function isNew(names: Set<string> | undefined, quoted: string): boolean {
  const name = String(JSON.parse(quoted));
  if (names === undefined || names.has(name)) return false;
  names.add(name);
  return true;
}
