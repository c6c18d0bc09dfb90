// When a secret is due: it has an end, or is older than it was said that it may become.

import type { SecretEntry } from "./vault-file.ts";

export type DueKind = "expired" | "rotation-due";

export type SecretDates = Pick<SecretEntry, "rotatedAtMs" | "rotateEveryMs" | "expiresAtMs">;

/** When it has to be replaced; undefined where nothing was said. */
export function dueAtMs({ rotatedAtMs, rotateEveryMs, expiresAtMs }: SecretDates): number | undefined {
  const rotateAt = rotateEveryMs === undefined ? Number.POSITIVE_INFINITY : rotatedAtMs + rotateEveryMs;
  const due = Math.min(rotateAt, expiresAtMs ?? Number.POSITIVE_INFINITY);
  return due === Number.POSITIVE_INFINITY ? undefined : due;
}

export function dueKind(dates: SecretDates, nowMs: number): DueKind | undefined {
  if ((dates.expiresAtMs ?? Number.POSITIVE_INFINITY) <= nowMs) return "expired";
  return (dueAtMs(dates) ?? Number.POSITIVE_INFINITY) <= nowMs ? "rotation-due" : undefined;
}

const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Follows the name of a secret; undefined where it is not due. */
export function dueText(dates: SecretDates, nowMs: number): string | undefined {
  const kind = dueKind(dates, nowMs);
  if (kind === "expired") return `expired on ${dateText(dates.expiresAtMs ?? 0)}`;
  return kind === undefined ? undefined : `was to be rotated by ${dateText(dueAtMs(dates) ?? 0)}`;
}
