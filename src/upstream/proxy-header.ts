// The PROXY protocol's header (haproxy.org, proxy-protocol.txt), as members that want it are sent it: who the
// client of a connection is. Version 1 is a line, version 2 is binary; both as latin1 strings.

import { parseAddress } from "#kernel/address.ts";

export type ProxyVersion = "v1" | "v2";

export type ProxiedConnection = {
  /** Textual addresses without zones; empty where they are not known. */
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
};

const SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
const VERSION_2 = 0x20;
const LOCAL = 0;
const PROXY = 1;
const TCP4 = 0x11;
const TCP6 = 0x21;

/**
 * The header for a connection, or for one of our own (a health check) where there is none: `UNKNOWN` in
 * version 1, `LOCAL` in version 2. So too where the addresses are of two families, which no header can tell.
 */
export function proxyHeader(version: ProxyVersion, connection: ProxiedConnection | undefined): string {
  const source = parseAddress(connection?.sourceAddress ?? "");
  const destination = parseAddress(connection?.destinationAddress ?? "");
  const isKnown = source !== undefined && source.kind === destination?.kind;
  if (connection === undefined || !isKnown) {
    return version === "v1" ? "PROXY UNKNOWN\r\n" : SIGNATURE + bytes(VERSION_2 | LOCAL, 0, 0, 0);
  }
  const { sourceAddress, sourcePort, destinationAddress, destinationPort } = connection;
  if (version === "v1") {
    const family = source.kind === "ipv4" ? "TCP4" : "TCP6";
    return `PROXY ${family} ${sourceAddress} ${destinationAddress} ${sourcePort} ${destinationPort}\r\n`;
  }
  const block =
    words(source.words) + words(destination.words) + twoBytes(sourcePort) + twoBytes(destinationPort);
  const family = source.kind === "ipv4" ? TCP4 : TCP6;
  return SIGNATURE + bytes(VERSION_2 | PROXY, family) + twoBytes(block.length) + block;
}

const bytes = (...values: readonly number[]): string => String.fromCharCode(...values);

const twoBytes = (value: number): string => bytes((value >>> 8) & 0xff, value & 0xff);

const words = (values: readonly number[]): string =>
  values.map((word) => twoBytes(word >>> 16) + twoBytes(word & 0xffff)).join("");
