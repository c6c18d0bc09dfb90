// What guards report to the gateway: direct calls that they refused, and how many requests they took. Both
// sides use it; the gateway believes nothing of it but that who wrote it has the pool's report secret.

import { createHmac, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import { isRecord } from "./gateway-document.ts";
import { REJECTION_REASONS, type RejectionReason } from "./guard-options.ts";

/** Refused calls that are alike, together. */
export type RefusedCalls = {
  /** Of the socket: nothing else is known of who called. */
  readonly source: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly reason: RejectionReason;
  /** False where they passed, because the guard only reports. */
  readonly isEnforced: boolean;
  readonly count: number;
  /** Ms since 1970. */
  readonly firstMs: number;
  readonly lastMs: number;
};

/** What one guard saw in a span of time that is over. */
export type CallWindow = {
  readonly startMs: number;
  readonly endMs: number;
  /** Let in by the proofs. */
  readonly accepted: number;
  /** The same of the bypass audit's own, as they say of themselves. */
  readonly audits: number;
  /** Let in without: health checks, and the machine itself. */
  readonly exempt: number;
  readonly refused: number;
};

export type GuardReport = {
  /** Tells one process from another. */
  readonly guard: string;
  /** Of this report alone, so that it counts once. */
  readonly batch: string;
  readonly sentMs: number;
  readonly refused: readonly RefusedCalls[];
  /** Further refused calls, for which there was no room. */
  readonly unlisted: number;
  readonly windows: readonly CallWindow[];
};

export const MAX_REPORT_BYTES = 65_536;
export const MAX_REFUSED = 100;
export const MAX_WINDOWS = 24;
export const MAX_PATH_CHARS = 200;
export const MAX_METHOD_CHARS = 20;

/** The value of `Authorization`: whose report it is, and that its sender has the secret (HMAC-SHA256). */
export function reportCredentials(pool: string, secret: string, body: string): string {
  return `Portcullis-Guard pool="${pool}", mac="${macOf(secret, body)}"`;
}

const CREDENTIALS = /^Portcullis-Guard pool="([\x21\x23-\x7e]{1,300})", mac="([A-Za-z0-9+/]{43}=)"$/;

/** The pool that the body is of, by its secret; undefined where it is of none. */
export function reportedPool(
  authorization: string,
  body: string,
  secrets: ReadonlyMap<string, string>,
): string | undefined {
  const [, pool = "", mac = ""] = CREDENTIALS.exec(authorization) ?? [];
  const secret = secrets.get(pool);
  if (secret === undefined) return undefined;
  const [own, given] = [macOf(secret, body), mac].map((text) => Buffer.from(text, "base64"));
  const isRight = own !== undefined && given?.length === own.length && timingSafeEqual(own, given);
  return isRight ? pool : undefined;
}

/** Its own name in it keeps it from being anything else, should a secret be used twice. @param body bytes */
const macOf = (secret: string, body: string): string =>
  createHmac("sha256", secret).update(`portcullis guard report\n${body}`, "latin1").digest("base64");

/**
 * Undefined where it is of another form, or says more than fits. Times of refused calls are brought near to
 * that of the report, and windows that are far from it are left out.
 */
export function readGuardReport(body: string): GuardReport | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  return isReport(value) ? knownPart(value) : undefined;
}

/** What a report says of may be older or newer than it by this. */
const MAX_OFF_MS = 3 * 3_600_000;

/** Further members stay behind: what is kept goes to the log and the admin API. */
function knownPart({ guard, batch, sentMs, refused, unlisted, windows }: GuardReport): GuardReport {
  const [minMs, maxMs] = [sentMs - MAX_OFF_MS, sentMs + MAX_OFF_MS];
  const near = (ms: number): number => Math.min(Math.max(ms, minMs), maxMs);
  return {
    ...{ guard, batch, sentMs, unlisted },
    refused: refused.map(({ source, method, path, reason, isEnforced, count, firstMs, lastMs }) => ({
      ...{ source, method, path, reason, isEnforced, count },
      ...{ firstMs: near(firstMs), lastMs: near(lastMs) },
    })),
    windows: windows
      .filter(({ endMs }) => endMs === near(endMs))
      .map(({ startMs, endMs, accepted, audits, exempt, refused: count }) => ({
        ...{ startMs, endMs, accepted, audits, exempt, refused: count },
      })),
  };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isTextOf = (value: unknown, maxChars: number): value is string =>
  typeof value === "string" && value.length <= maxChars && /^[\x20-\x7e]*$/.test(value);
const isId = (value: unknown): boolean => typeof value === "string" && /^[0-9a-f-]{36}$/.test(value);

function isReport(value: unknown): value is GuardReport {
  if (!isRecord(value)) return false;
  const { guard, batch, sentMs, refused, unlisted, windows } = value;
  if (!isId(guard) || !isId(batch) || !isCount(sentMs) || !isCount(unlisted)) return false;
  if (!Array.isArray(refused) || refused.length > MAX_REFUSED || !refused.every(isRefused)) return false;
  return Array.isArray(windows) && windows.length <= MAX_WINDOWS && windows.every(isWindow);
}

function isRefused(value: unknown): value is RefusedCalls {
  if (!isRecord(value)) return false;
  const { source, method, path, reason, isEnforced, count, firstMs, lastMs } = value;
  const isKnown = REJECTION_REASONS.some((each) => each === reason);
  return (
    isKnown &&
    isTextOf(source, 64) &&
    (source === "" || isIP(source) !== 0) &&
    isTextOf(method, MAX_METHOD_CHARS) &&
    isTextOf(path, MAX_PATH_CHARS) &&
    typeof isEnforced === "boolean" &&
    [count, firstMs, lastMs].every(isCount)
  );
}

function isWindow(value: unknown): value is CallWindow {
  if (!isRecord(value)) return false;
  const { startMs, endMs, accepted, audits, exempt, refused } = value;
  const isWhole = [startMs, endMs, accepted, audits, exempt, refused].every(isCount);
  return isWhole && Number(startMs) < Number(endMs);
}
