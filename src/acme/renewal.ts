// When a certificate is to be renewed, and how long to wait after a try that failed.

import type { FailedTries } from "./acme-files.ts";
import type { AcmeSpec } from "./acme-spec.ts";

type Lifetime = {
  readonly startsAtMs: number;
  readonly expiresAtMs: number;
  readonly names: readonly string[];
};

const MIN_PAUSE_MS = 1000;
const FIRST_RETRY_MS = 60_000;
const MAX_RETRY_MS = 12 * 3_600_000;
/** Authorities allow some failures an hour: a node that is started anew tries no more often than this. */
const RESTART_RETRY_MS = 15 * 60_000;
/** Of the lifetime: nodes that were started together do not all ask at once. */
const JITTER = 0.02;

/**
 * At two thirds of its lifetime, or as said, but not in its first third; at once where it does not name what
 * it should.
 *
 * @param chance from 0 to 1, the same each time that it is asked for one certificate
 */
export function renewAtMs(
  certificate: Lifetime | undefined,
  spec: Pick<AcmeSpec, "domains" | "renewBeforeMs">,
  chance: number,
): number {
  if (certificate === undefined) return 0;
  const { startsAtMs, expiresAtMs, names } = certificate;
  if (!spec.domains.every((domain) => names.includes(domain))) return 0;
  const lifetime = expiresAtMs - startsAtMs;
  const before = Math.min(spec.renewBeforeMs ?? lifetime / 3, (lifetime * 2) / 3);
  return expiresAtMs - before - chance * JITTER * lifetime;
}

/** Of one that was just issued: an authority is asked after a pause, whatever this machine's clock says. */
export function nextRenewalMs(
  certificate: Lifetime | undefined,
  spec: Pick<AcmeSpec, "domains" | "renewBeforeMs">,
  chance: number,
  nowMs: number,
): number {
  const lifetime = certificate === undefined ? 0 : certificate.expiresAtMs - certificate.startsAtMs;
  const pause = Math.max(lifetime / 4, MIN_PAUSE_MS);
  return Math.max(renewAtMs(certificate, spec, chance), nowMs + pause);
}

/** Doubles with each failure, with jitter; never before the authority said. */
export function retryInMs(failures: number, retryAfterMs: number, chance: number): number {
  const doubled = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20), MAX_RETRY_MS);
  return Math.max(doubled * (0.75 + chance / 2), retryAfterMs);
}

/**
 * After a restart, which may well be what an operator did about the failure: sooner than was meant, but not
 * before the authority said.
 */
export const retryAfterRestartMs = ({ triedAtMs, nextMs, notBeforeMs }: FailedTries): number =>
  Math.max(Math.min(nextMs, triedAtMs + RESTART_RETRY_MS), notBeforeMs);
