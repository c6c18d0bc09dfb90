// Reads a PROXY protocol header, versions 1 and 2, as HAProxy's specification defines it: who the client is,
// told by a proxy that forwards raw TCP. Whether the sender may be believed is not decided here.

import { formatAddress, parseAddress } from "#kernel/address.ts";
import { crc32c } from "./crc32c.ts";

export type ProxyReading =
  /** More bytes may make it a header. */
  | { readonly kind: "incomplete" }
  /** What came is no PROXY header from its first bytes on. */
  | { readonly kind: "none" }
  | { readonly kind: "malformed"; readonly detail: string }
  | ProxyHeader;

export type ProxyHeader = {
  readonly kind: "header";
  /** Its length: what follows belongs to the connection. */
  readonly bytes: number;
  /** Undefined where it tells of none (LOCAL, UNKNOWN, UNIX): the socket's own ends count. */
  readonly ends: ProxiedEnds | undefined;
};

export type ProxiedEnds = {
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
};

const V1_START = "PROXY ";
/** "the longest possible line" of version 1, with its CR LF. */
const V1_MAX_BYTES = 107;
const V2_SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
const V2_HEAD_BYTES = 16;
/** Addresses and TLVs; enough for certificates' names, too little to fill memory with. */
const V2_MAX_PAYLOAD_BYTES = 4096;

/** @param bytes everything that came so far */
export function readProxyHeader(bytes: Uint8Array): ProxyReading {
  const start = Buffer.from(bytes.subarray(0, V2_SIGNATURE.length)).toString("latin1");
  if (agrees(start, V2_SIGNATURE)) return start.length < V2_SIGNATURE.length ? incomplete : readV2(bytes);
  if (agrees(start, V1_START)) return start.length < V1_START.length ? incomplete : readV1(bytes);
  return { kind: "none" };
}

const incomplete: ProxyReading = { kind: "incomplete" };
const malformed = (detail: string): ProxyReading => ({ kind: "malformed", detail });

/** One is the beginning of the other. */
function agrees(start: string, signature: string): boolean {
  return start.startsWith(signature) || signature.startsWith(start);
}

// ── version 1 ──

function readV1(bytes: Uint8Array): ProxyReading {
  const text = Buffer.from(bytes.subarray(0, V1_MAX_BYTES)).toString("latin1");
  const end = text.indexOf("\r\n");
  if (end < 0) {
    return text.length < V1_MAX_BYTES && !text.includes("\n") ? incomplete : malformed("no CR LF in time");
  }
  const line = text.slice(0, end);
  const [, family, source, destination, sourcePort, destinationPort, more] = line.split(" ");
  const length = end + 2;
  if (family === "UNKNOWN") return { kind: "header", bytes: length, ends: undefined };
  if ((family !== "TCP4" && family !== "TCP6") || more !== undefined) return malformed("an unknown protocol");
  const ends = {
    sourceAddress: textAddress(family, source),
    sourcePort: textPort(sourcePort),
    destinationAddress: textAddress(family, destination),
    destinationPort: textPort(destinationPort),
  };
  if (ends.sourceAddress === "" || ends.destinationAddress === "")
    return malformed("an address is malformed");
  if (ends.sourcePort < 0 || ends.destinationPort < 0) return malformed("a port is malformed");
  return { kind: "header", bytes: length, ends };
}

/** The canonical text; empty where it is no address of that family. */
function textAddress(family: "TCP4" | "TCP6", text: string | undefined): string {
  const address = parseAddress(text ?? "");
  if (address === undefined || (text?.includes(":") === true) !== (family === "TCP6")) return "";
  return formatAddress(address);
}

function textPort(text: string | undefined): number {
  return text !== undefined && /^(?:0|[1-9][0-9]{0,4})$/.test(text) && Number(text) <= 65_535
    ? Number(text)
    : -1;
}

// ── version 2 ──

const LOCAL = 0x20;
const PROXY = 0x21;

function readV2(whole: Uint8Array): ProxyReading {
  if (whole.length < V2_HEAD_BYTES) return incomplete;
  const command = whole[12] ?? 0;
  const family = whole[13] ?? 0;
  const payloadBytes = ((whole[14] ?? 0) << 8) | (whole[15] ?? 0);
  if (command !== LOCAL && command !== PROXY) return malformed("an unknown version or command");
  if (family >> 4 > 3 || (family & 0x0f) > 2) return malformed("an unknown address family or transport");
  if (payloadBytes > V2_MAX_PAYLOAD_BYTES) return malformed(`longer than ${V2_MAX_PAYLOAD_BYTES} bytes`);
  const length = V2_HEAD_BYTES + payloadBytes;
  if (whole.length < length) return incomplete;
  const header = Buffer.from(whole.subarray(0, length));
  const addressBytes = command === LOCAL ? 0 : (ADDRESS_BYTES[family >> 4] ?? 0);
  if (addressBytes > payloadBytes) return malformed("the addresses are cut short");
  // What a LOCAL connection carries behind its head is to be skipped, whatever it is.
  const flaw = command === LOCAL ? "" : checkTlvs(header, V2_HEAD_BYTES + addressBytes);
  if (flaw !== "") return malformed(flaw);
  const ends = command === LOCAL ? undefined : endsOfV2(family, header.subarray(V2_HEAD_BYTES));
  return { kind: "header", bytes: length, ends };
}

/** By the high half of the family byte: unspecified, IPv4, IPv6, UNIX. */
const ADDRESS_BYTES = [0, 12, 36, 216];
const TCP_OVER_IPV4 = 0x11;
const TCP_OVER_IPV6 = 0x21;

/** Of anything but TCP over IP the socket's own ends count. */
function endsOfV2(family: number, payload: Buffer): ProxiedEnds | undefined {
  if (family !== TCP_OVER_IPV4 && family !== TCP_OVER_IPV6) return undefined;
  const bytes = family === TCP_OVER_IPV4 ? 4 : 16;
  return {
    sourceAddress: binaryAddress(payload.subarray(0, bytes)),
    sourcePort: payload.readUInt16BE(2 * bytes),
    destinationAddress: binaryAddress(payload.subarray(bytes, 2 * bytes)),
    destinationPort: payload.readUInt16BE(2 * bytes + 2),
  };
}

/** An IPv4 address that is mapped into IPv6 comes out as the IPv4 address that lists know. */
function binaryAddress(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16));
  const address = parseAddress(groups.join(":"));
  return address === undefined ? "" : formatAddress(address);
}

const CRC32C_TLV = 0x03;

/** Walks the TLVs, of which only the checksum is looked at; empty, or what is wrong. */
function checkTlvs(header: Buffer, start: number): string {
  let at = start;
  while (at < header.length) {
    if (at + 3 > header.length) return "a TLV is cut short";
    const type = header[at];
    const length = header.readUInt16BE(at + 1);
    const value = at + 3;
    at = value + length;
    if (at > header.length) return "a TLV is cut short";
    if (type !== CRC32C_TLV) continue;
    if (length !== 4) return "the checksum is malformed";
    const told = header.readUInt32BE(value);
    const zeroed = Buffer.from(header);
    zeroed.writeUInt32BE(0, value);
    if (crc32c(zeroed) !== told) return "the checksum does not fit";
  }
  return "";
}
