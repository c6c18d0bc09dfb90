// The fields `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11): what the limits of
// a caller are, and what is left of them. The partition key is not told: it may be a secret of the caller's.

import type { CallLimit, LimitState } from "#kernel/call-limits.ts";
import { type Field, makeField } from "./field.ts";

/** The largest integer of a structured field (RFC 9651 §3.3.1). */
const MAX_INTEGER = 999_999_999_999_999;
const KILOBYTE = 1024;

/** @param nowMs wall clock, for what is left of a quota's period */
export function rateLimitFields(states: readonly LimitState[], nowMs: number): readonly Field[] {
  if (states.length === 0) return [];
  return [
    makeField("RateLimit-Policy", states.map(({ limit }) => policyItem(limit)).join(", ")),
    makeField("RateLimit", states.map((state) => stateItem(state, nowMs)).join(", ")),
  ];
}

function policyItem(limit: CallLimit): string {
  const item = `${quoted(limit.name)};q=${integer(inUnits(limit, limit.units))}`;
  if (limit.kind === "rate") return `${item};w=${seconds(limit.windowMs)}`;
  const { startMs, endMs } = limit.period;
  const window = endMs === Number.POSITIVE_INFINITY ? "" : `;w=${seconds(endMs - startMs)}`;
  return `${item}${unitParameter(limit.unit)}${window}`;
}

function stateItem({ limit, remaining, retryAfterMs }: LimitState, nowMs: number): string {
  const waitMs = retryAfterMs > 0 ? retryAfterMs : renewalMs(limit, nowMs);
  const reset = Number.isFinite(waitMs) ? `;t=${seconds(waitMs)}` : "";
  return `${quoted(limit.name)};r=${integer(inUnits(limit, remaining))}${reset}`;
}

/** All of a sliding window is granted anew when it has passed once, at the latest. */
const renewalMs = (limit: CallLimit, nowMs: number): number =>
  limit.kind === "rate" ? limit.windowMs : Math.max(0, limit.period.endMs - nowMs);

const inUnits = (limit: CallLimit, count: number): number =>
  limit.kind === "quota" && limit.unit === "kilobytes" ? count * KILOBYTE : count;

/** Requests need not be said; of bytes the draft has a unit, tokens are one of our own. */
function unitParameter(unit: "calls" | "kilobytes" | "tokens"): string {
  if (unit === "calls") return "";
  return unit === "kilobytes" ? ';qu="content-bytes"' : ';qu="tokens"';
}

const integer = (count: number): string => Math.min(Math.trunc(count), MAX_INTEGER).toString();

const seconds = (ms: number): string => integer(Math.ceil(ms / 1000));

const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** A string of RFC 9651 §3.3.3: what it cannot hold becomes `?`. */
function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return `"${text.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
