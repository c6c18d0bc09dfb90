// A head as it is cut out of what was read.

import { ownCopy } from "#kernel/own-copy.ts";

/** Up to so many characters, to keep the whole read alive costs less than to copy the head. */
const MAX_SHARED_CHARS = 4096;

/**
 * The first `end` characters. Fields are slices of it, and a connection keeps those of its last message: they
 * must not keep a long body alive that came with them.
 */
export function headOfRead(read: string, end: number): string {
  if (end === read.length) return read;
  const head = read.slice(0, end);
  return read.length > MAX_SHARED_CHARS ? ownCopy(head) : head;
}
