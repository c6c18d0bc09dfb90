// Ids of requests and trace spans, and the reading of a traceparent (W3C Trace Context level 2, §3.2).
// A request id has the form of a trace id, so that it can serve as one.

import { randomFillSync } from "node:crypto";

// One system call for hundreds of ids; short enough that a batch comes and goes within microseconds.
const poolBytes = Buffer.alloc(8192);
let pool = "";
let used = 0;

function randomHex(chars: number): string {
  if (used + chars > pool.length) {
    pool = randomFillSync(poolBytes).toString("hex");
    used = 0;
  }
  used += chars;
  return pool.slice(used - chars, used);
}

let stampMs = -1;
let stamp = "";

/** 32 lower-case hex chars that sort by time: 48 bits of wall-clock milliseconds, then 80 random bits. */
export function newRequestId(): string {
  const nowMs = Date.now();
  if (nowMs !== stampMs) {
    stampMs = nowMs;
    stamp = nowMs.toString(16).padStart(12, "0");
  }
  return stamp + randomHex(20);
}

/** 16 lower-case hex chars, never all zero. */
export function newSpanId(): string {
  const id = randomHex(16);
  return id === NO_SPAN ? newSpanId() : id;
}

/** All in lower-case hex: 32, 16 and 2 chars. Of the flags, 01 means sampled and 02 a random trace id. */
export type Traceparent = { readonly traceId: string; readonly parentId: string; readonly flags: string };

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/s;
const NO_TRACE = "0".repeat(32);
const NO_SPAN = "0".repeat(16);

/**
 * Reads the field value strictly: exactly the form of version 00, or the same beginning in a higher version,
 * ended there or by a dash. Undefined for anything else, for version ff, and for ids that are all zero.
 */
export function parseTraceparent(value: string): Traceparent | undefined {
  const match = TRACEPARENT.exec(value);
  if (match === null) return undefined;
  const [, version, traceId = NO_TRACE, parentId = NO_SPAN, flags = "00", more] = match;
  if (version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (traceId === NO_TRACE || parentId === NO_SPAN) return undefined;
  return { traceId, parentId, flags };
}
