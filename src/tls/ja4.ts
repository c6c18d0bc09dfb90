// JA4, the fingerprint of a TLS client by FoxIO (BSD 3-Clause), as its technical description says: what
// kind of client it is, whatever name it asks for and in whatever order it shuffles its extensions.

import { createHash } from "node:crypto";
import type { ClientHello } from "./client-hello.ts";

const SERVER_NAME = 0x0000;
const ALPN = 0x0010;
const NO_VALUES = "000000000000";

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0304, "13"],
  [0x0303, "12"],
  [0x0302, "11"],
  [0x0301, "10"],
  [0x0300, "s3"],
  [0x0002, "s2"],
]);

/** `t13d1516h2_8daaf6152771_e5627efa2ab1`, for TLS over TCP. */
export function ja4(hello: ClientHello): string {
  const ciphers = hello.cipherSuites.filter(isNotGrease);
  const extensions = hello.extensions.filter(isNotGrease);
  const start =
    `t${versionOf(hello)}${hello.extensions.includes(SERVER_NAME) ? "d" : "i"}` +
    `${count(ciphers)}${count(extensions)}${protocolMark(hello.protocols[0])}`;
  return `${start}_${cipherHash(ciphers)}_${extensionHash(extensions, hello.signatureAlgorithms)}`;
}

/** RFC 8701: 0x0A0A, 0x1A1A … 0xFAFA are sent to be ignored. */
function isNotGrease(value: number): boolean {
  return (value & 0x0f0f) !== 0x0a0a || value >> 8 !== (value & 0xff);
}

function versionOf({ version, supportedVersions }: ClientHello): string {
  const offered = supportedVersions.filter(isNotGrease);
  return VERSIONS.get(offered.length === 0 ? version : Math.max(...offered)) ?? "00";
}

const count = (values: readonly number[]): string => String(Math.min(values.length, 99)).padStart(2, "0");

/** First and last character of the first protocol; of its hexadecimal form where one is not alphanumeric. */
function protocolMark(name: Uint8Array | undefined): string {
  if (name === undefined || name.length === 0) return "00";
  const text = Buffer.from(name).toString("latin1");
  const ends = `${text[0]}${text[text.length - 1]}`;
  if (/^[0-9A-Za-z]{2}$/.test(ends)) return ends;
  const hex = Buffer.from(name).toString("hex");
  return `${hex[0]}${hex[hex.length - 1]}`;
}

const hexOf = (values: readonly number[]): string[] =>
  values.map((value) => value.toString(16).padStart(4, "0"));

function cipherHash(ciphers: readonly number[]): string {
  return ciphers.length === 0 ? NO_VALUES : shortHash(hexOf(ciphers).sort().join(","));
}

/** Signature algorithms stay in their order; name and protocols are told in the first part already. */
function extensionHash(extensions: readonly number[], signatureAlgorithms: readonly number[]): string {
  const told = extensions.filter((type) => type !== SERVER_NAME && type !== ALPN);
  if (told.length === 0) return NO_VALUES;
  const algorithms = signatureAlgorithms.filter(isNotGrease);
  const tail = algorithms.length === 0 ? "" : `_${hexOf(algorithms).join(",")}`;
  return shortHash(hexOf(told).sort().join(",") + tail);
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
