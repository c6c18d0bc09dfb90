// An OCSP response (RFC 6960 §4.2.1) as far as a server has to understand what it staples: which certificate
// it speaks of, whether it calls it good, and until when. Its signature is the client's to check.

import { contextTag, derNodes, derTimeMs, inside, Tag } from "./der.ts";

export type OcspResponse = {
  /** Upper-case hex as `X509Certificate.serialNumber` has it. */
  readonly serialNumber: string;
  readonly isGood: boolean;
  /** Infinity where the response names no end. */
  readonly nextUpdateMs: number;
};

const SUCCESSFUL = 0;
const GOOD = 0x80;

/** Reads the first single response; undefined where these bytes are no successful OCSP response. */
export function readOcspResponse(der: Uint8Array): OcspResponse | undefined {
  const [whole] = derNodes(der) ?? [];
  const [status, explicit] = inside(whole, Tag.sequence) ?? [];
  if (status?.tag !== Tag.enumerated || status.content[0] !== SUCCESSFUL) return undefined;
  const [responseBytes] = inside(explicit, contextTag(0)) ?? [];
  const [, octets] = inside(responseBytes, Tag.sequence) ?? [];
  const [basic] = octets?.tag === Tag.octetString ? (derNodes(octets.content) ?? []) : [];
  const [data] = inside(basic, Tag.sequence) ?? [];
  // The single responses are the one sequence of sequences; version, responder and time come before it.
  const responses = inside(data, Tag.sequence)?.find(({ tag }) => tag === Tag.sequence);
  return readSingle(inside(inside(responses, Tag.sequence)?.[0], Tag.sequence));
}

function readSingle(parts: ReturnType<typeof derNodes>): OcspResponse | undefined {
  const [certId, status, thisUpdate, nextUpdate] = parts ?? [];
  const serial = inside(certId, Tag.sequence)?.[3];
  if (serial?.tag !== Tag.integer || status === undefined || derTimeMs(thisUpdate) === undefined) {
    return undefined;
  }
  const [end] = inside(nextUpdate, contextTag(0)) ?? [];
  return {
    serialNumber: Buffer.from(serial.content)
      .toString("hex")
      .replace(/^(?:00)+(?=.)/, "")
      .toUpperCase(),
    isGood: status.tag === GOOD,
    nextUpdateMs: derTimeMs(end) ?? Number.POSITIVE_INFINITY,
  };
}
