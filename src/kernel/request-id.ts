// Ids of requests and trace spans, and the reading of a traceparent (W3C Trace Context level 2, §3.2).

import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8192;
const poolBytes = Buffer.alloc(POOL_BYTES);
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

/** 32 lower-case hex chars that sort by time: 48 bits of wall-clock ms, 80 random bits. */
export function newRequestId(): string {
  const nowMs = Date.now();
  if (nowMs !== stampMs) {
    stampMs = nowMs;
    stamp = nowMs.toString(16).padStart(12, "0");
  }
  return stamp + randomHex(20);
}

/** 16 lower-case hex chars. */
export function newSpanId(): string {
  return randomHex(16);
}

export type Traceparent = { readonly traceId: string; readonly parentId: string; readonly flags: string };

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

export function parseTraceparent(value: string): Traceparent | undefined {
  if (value.length < 55) return undefined;
  const [, version, traceId, parentId, flags, more] = TRACEPARENT.exec(value) ?? [];
  if (version === undefined || traceId === undefined || parentId === undefined || flags === undefined) {
    return undefined;
  }
  if (version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentId)) return undefined;
  return { traceId, parentId, flags };
}
