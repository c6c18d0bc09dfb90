// The shortest form of a path, by its segments.

import { scratchBytes, textOf } from "./scratch-bytes.ts";

const SLASH = 0x2f;

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
    const slash = path.indexOf("/", start);
    const end = slash < 0 ? path.length : slash;
    const segment = path.slice(start, end);
    start = end + 1;
    if (segment === "" || segment === ".") continue;
    const isBack = segment === "..";
    if (isBack && length > fixed) {
      length = Math.max(fixed, bytes.lastIndexOf(SLASH, length - 2) + 1);
      continue;
    }
    if (isBack && root === 1) continue;
    length += bytes.write(segment, length, "latin1");
    bytes[length++] = SLASH;
    if (isBack) fixed = length;
  }
  // Also of the root itself nothing is left where the path did not end with a slash.
  const keepsSlash = path.endsWith("/") || length === 0;
  return textOf(bytes, keepsSlash ? length : length - 1, original);
}
