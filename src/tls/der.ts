// The little of DER (X.690) that is needed where node:crypto reads no further: revocation lists and OCSP
// responses. Gives undefined for what is not DER; checks no signature.

import { ByteReader } from "./byte-reader.ts";

export type DerNode = { readonly tag: number; readonly content: Uint8Array };

export const Tag = {
  integer: 0x02,
  octetString: 0x04,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
} as const;

/** `[n] EXPLICIT` or a constructed `[n] IMPLICIT`. */
export const contextTag = (n: number): number => 0xa0 | n;

/** All nodes that follow each other in these bytes. */
export function derNodes(bytes: Uint8Array): DerNode[] | undefined {
  const reader = new ByteReader(bytes);
  const nodes: DerNode[] = [];
  while (reader.left > 0) {
    const tag = reader.u8();
    const first = reader.u8();
    // Tags above 30 and lengths of four bytes or more do not occur in what is read here.
    if ((tag & 0x1f) === 0x1f || first > 0x83 || first === 0x80) return undefined;
    const length = first < 0x80 ? first : readNumber(reader, first - 0x80);
    nodes.push({ tag, content: reader.take(length) });
    if (reader.isOverrun) return undefined;
  }
  return nodes;
}

function readNumber(reader: ByteReader, bytes: number): number {
  if (bytes === 1) return reader.u8();
  return bytes === 2 ? reader.u16() : reader.u24();
}

/** The nodes inside a node of this tag; undefined for any other. */
export function inside(node: DerNode | undefined, tag: number): DerNode[] | undefined {
  return node?.tag === tag ? derNodes(node.content) : undefined;
}

/** Ms since the epoch of a UTCTime or GeneralizedTime, written as RFC 5280 §4.1.2.5 demands. */
export function derTimeMs(node: DerNode | undefined): number | undefined {
  if (node === undefined) return undefined;
  const text = Buffer.from(node.content).toString("latin1");
  const isShort = node.tag === Tag.utcTime;
  if (!isShort && node.tag !== Tag.generalizedTime) return undefined;
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  const [, year = "", month, day, hour, minute, second] = match ?? [];
  if (match === null || year.length !== (isShort ? 2 : 4)) return undefined;
  const fullYear = isShort ? Number(year) + (Number(year) < 50 ? 2000 : 1900) : Number(year);
  return Date.UTC(fullYear, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}
