// Keys of TLS session tickets (RFC 5077 §4, RFC 8446 §4.6.1). Control makes them, so that a session begun
// at one worker resumes at any other, and makes new ones from time to time, so that a stolen key opens
// little. One key is in force at a time: a ticket under the key before costs its client a full handshake,
// no more.

import { randomBytes } from "node:crypto";

export type TicketKeys = {
  /** 48 bytes in base64: what Node takes as `ticketKeys`. */
  readonly bytes: string;
  /** Ms since the epoch. */
  readonly madeAtMs: number;
};

const KEY_BYTES = 48;

function newTicketKeys(nowMs: number): TicketKeys {
  return { bytes: randomBytes(KEY_BYTES).toString("base64"), madeAtMs: nowMs };
}

/** The keys to use now: these, as long as they are young enough, else new ones. */
export function currentTicketKeys(
  known: TicketKeys | undefined,
  rotationMs: number,
  nowMs: number,
): TicketKeys {
  // Keys from the future come from a clock that was set back; they would never be rotated.
  if (known === undefined || known.madeAtMs > nowMs || nowMs - known.madeAtMs >= rotationMs) {
    return newTicketKeys(nowMs);
  }
  return known;
}
