// The shortest form of a path, by its segments.

import { scratchBytes, textOf } from "./scratch-bytes.ts";

const SLASH = 0x2f;
const DOT = 0x2e;

/** Gives `original` where the result says the same. */
export function normalPath(path: string, original = path): string {
  const bytes = scratchBytes(path.length + 1);
  const root = path.startsWith("/") ? 1 : 0;
  bytes[0] = SLASH;
  let length = root;
  // Leading `..` of a relative path: nothing takes them back.
  let fixed = root;
  let start = root;
  while (start < path.length) {
    // Written at once: most segments stay.
    let end = length;
    let dots = 0;
    for (; start < path.length; start++) {
      const code = path.charCodeAt(start);
      if (code === SLASH) break;
      if (code === DOT) dots++;
      bytes[end++] = code;
    }
    start++;
    const size = end - length;
    if (size === 0 || (size === 1 && dots === 1)) continue;
    const isBack = size === 2 && dots === 2;
    if (isBack && length > fixed) {
      for (length--; length > fixed && bytes[length - 1] !== SLASH; ) length--;
      continue;
    }
    if (isBack && root === 1) continue;
    bytes[end++] = SLASH;
    length = end;
    if (isBack) fixed = length;
  }
  // Also of the root itself nothing is left where the path did not end with a slash.
  const keepsSlash = path.endsWith("/") || length === 0;
  return textOf(bytes, keepsSlash ? length : length - 1, original);
}
