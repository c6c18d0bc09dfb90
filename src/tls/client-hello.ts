// Reads the ClientHello of a TLS connection (RFC 8446 §4.1.2) from the bytes that a client sent first, before
// TLS itself looks at them. Never throws, and decides nothing: what is malformed is left to TLS to refuse.

import { ByteReader } from "./byte-reader.ts";

export type ClientHello = {
  /** `legacy_version`, such as 0x0303. */
  readonly version: number;
  readonly cipherSuites: readonly number[];
  /** Types of the extensions in their order, GREASE included. */
  readonly extensions: readonly number[];
  /** The name asked for (SNI), lower case; empty where none was. */
  readonly serverName: string;
  /** Protocol names offered by ALPN, as bytes. */
  readonly protocols: readonly Uint8Array[];
  readonly supportedVersions: readonly number[];
  readonly signatureAlgorithms: readonly number[];
};

/** `incomplete`: more bytes may make it a hello. `malformed`: none will. */
export type HelloReading = ClientHello | "incomplete" | "malformed";

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const RECORD_HEAD_BYTES = 5;
const MESSAGE_HEAD_BYTES = 4;
const MAX_RECORD_BYTES = 16_384;
/** Larger than any client's: with the key shares of post-quantum groups they have some 2 KiB. */
export const MAX_HELLO_BYTES = 32_768;

const SERVER_NAME = 0x0000;
const SIGNATURE_ALGORITHMS = 0x000d;
const ALPN = 0x0010;
const SUPPORTED_VERSIONS = 0x002b;

/** @param bytes everything that came so far; what follows the hello is not looked at */
export function readClientHello(bytes: Uint8Array): HelloReading {
  const message = assembleMessage(bytes);
  return typeof message === "string" ? message : parseHello(message);
}

/** The body of the first handshake message, which may lie in several records (RFC 8446 §5.1). */
function assembleMessage(bytes: Uint8Array): Uint8Array | "incomplete" | "malformed" {
  const pieces: Uint8Array[] = [];
  let gathered = 0;
  let at = 0;
  for (;;) {
    if (!couldBeRecord(bytes, at)) return "malformed";
    const length = ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
    if (bytes.length < at + RECORD_HEAD_BYTES) return "incomplete";
    if (length === 0 || length > MAX_RECORD_BYTES) return "malformed";
    const piece = bytes.subarray(at + RECORD_HEAD_BYTES, at + RECORD_HEAD_BYTES + length);
    pieces.push(piece);
    gathered += piece.length;
    const wanted = messageBytes(pieces, gathered);
    if (wanted === "malformed" || wanted > MAX_HELLO_BYTES) return "malformed";
    if (gathered >= wanted) return Buffer.concat(pieces).subarray(MESSAGE_HEAD_BYTES, wanted);
    if (piece.length < length) return "incomplete";
    at += RECORD_HEAD_BYTES + length;
  }
}

/** Tells what is no TLS at its first bytes: a client that speaks HTTP need not be waited for. */
function couldBeRecord(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at] ?? HANDSHAKE_RECORD;
  const major = bytes[at + 1] ?? 3;
  return type === HANDSHAKE_RECORD && major === 3;
}

/** Length of the whole message with its head; more than is there where the head is not whole. */
function messageBytes(pieces: readonly Uint8Array[], gathered: number): number | "malformed" {
  if (gathered === 0) return MESSAGE_HEAD_BYTES;
  const head = Buffer.concat(pieces, Math.min(gathered, MESSAGE_HEAD_BYTES));
  if (head[0] !== CLIENT_HELLO) return "malformed";
  return head.length < MESSAGE_HEAD_BYTES ? MESSAGE_HEAD_BYTES : MESSAGE_HEAD_BYTES + head.readUIntBE(1, 3);
}

function parseHello(body: Uint8Array): HelloReading {
  const reader = new ByteReader(body);
  const version = reader.u16();
  reader.take(32); // random
  reader.take(reader.u8()); // session id
  const cipherSuites = numbers(reader.part(reader.u16()));
  reader.take(reader.u8()); // compression methods
  const found: Extensions = {
    types: [],
    serverName: "",
    protocols: [],
    supportedVersions: [],
    signatureAlgorithms: [],
  };
  if (reader.left > 0) readExtensions(reader.part(reader.u16()), found, reader);
  if (reader.isOverrun) return "malformed";
  const { types, ...rest } = found;
  return { version, cipherSuites, extensions: types, ...rest };
}

type Extensions = {
  types: number[];
  serverName: string;
  protocols: readonly Uint8Array[];
  supportedVersions: readonly number[];
  signatureAlgorithms: readonly number[];
};

function readExtensions(list: ByteReader, found: Extensions, whole: ByteReader): void {
  while (list.left > 0 && !list.isOverrun) {
    const type = list.u16();
    const data = list.part(list.u16());
    found.types.push(type);
    if (type === SERVER_NAME) found.serverName = hostName(data);
    else if (type === ALPN) found.protocols = protocolNames(data);
    else if (type === SUPPORTED_VERSIONS) found.supportedVersions = numbers(data.part(data.u8()));
    else if (type === SIGNATURE_ALGORITHMS) found.signatureAlgorithms = numbers(data.part(data.u16()));
    if (data.isOverrun) whole.isOverrun = true;
  }
  if (list.isOverrun) whole.isOverrun = true;
}

function numbers(part: ByteReader): number[] {
  const values: number[] = [];
  while (part.left > 1) values.push(part.u16());
  return values;
}

/** RFC 6066 §3: the first entry of the type host_name. */
function hostName(data: ByteReader): string {
  const list = data.part(data.u16());
  while (list.left > 2) {
    const type = list.u8();
    const name = list.take(list.u16());
    if (type === 0) return Buffer.from(name).toString("latin1").toLowerCase();
  }
  return "";
}

function protocolNames(data: ByteReader): Uint8Array[] {
  const names: Uint8Array[] = [];
  const list = data.part(data.u16());
  while (list.left > 0) names.push(list.take(list.u8()));
  return names;
}
