// The fields `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11): what the limits of
// a caller are, and what is left of them. The partition key is not told: it may be a secret of the caller's.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import type { CallLimit, LimitState } from "#kernel/call-limits.ts";
import { type Field, makeField, withValue } from "./field.ts";

/** The largest integer of a structured field (RFC 9651 §3.3.1). */
const MAX_INTEGER = 999_999_999_999_999;
const KILOBYTE = 1024;

const POLICY = makeField("RateLimit-Policy", "");
const STATE = makeField("RateLimit", "");

/** @param nowMs wall clock, for what is left of a quota's period */
export function rateLimitFields(states: readonly LimitState[], nowMs: number): readonly Field[] {
  if (states.length === 0) return [];
  let policy = "";
  let left = "";
  for (const state of states) {
    const separator = policy === "" ? "" : ", ";
    policy += separator + policyItem(state.limit);
    left += separator + stateItem(state, nowMs);
  }
  return [withValue(POLICY, policy), withValue(STATE, left)];
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

const MAX_KNOWN_CHARS = 128;
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** Names are those of policies, and few. */
const known = new BoundedCache<string, string>(256);

function quoted(name: string): string {
  const text = known.get(name);
  if (text !== undefined) return text;
  const made = stringItem(name);
  if (name.length <= MAX_KNOWN_CHARS) known.set(name, made);
  return made;
}

/** A string of RFC 9651 §3.3.3: what it cannot hold becomes `?`. */
function stringItem(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return `"${text.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
