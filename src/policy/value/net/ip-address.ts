// System.Net.IPAddress.

import { ClrObject } from "../clr-object.ts";

export class IPAddress extends ClrObject {
  readonly clrName = "System.Net.IPAddress";
  /** 4 or 16. */
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
  }

  get isV4(): boolean {
    return this.bytes.length === 4;
  }

  override toString(): string {
    return this.isV4 ? this.bytes.join(".") : ipv6Text(this.bytes);
  }

  override equals(other: unknown): boolean {
    return other instanceof IPAddress && other.toString() === this.toString();
  }

  override hashKey(): unknown {
    return `ip ${this.toString()}`;
  }
}

/** Undefined for what is no address. */
export function parseIPAddress(text: string): IPAddress | undefined {
  if (text.length > 64) return undefined;
  const bytes = text.includes(":") ? ipv6Bytes(text) : ipv4Bytes(text);
  return bytes === undefined ? undefined : new IPAddress(Uint8Array.from(bytes));
}

/** One to four numbers, decimal, octal or hexadecimal; the last fills what is left, as inet_aton has it. */
function ipv4Bytes(text: string): number[] | undefined {
  const parts = text.split(".");
  if (parts.length > 4) return undefined;
  const numbers = parts.map(ipv4Number);
  const last = numbers.pop();
  if (last === undefined || numbers.some((number) => number === undefined || number > 255)) return undefined;
  const left = 4 - numbers.length;
  if (last >= 256 ** left) return undefined;
  const bytes = numbers.map((number) => number ?? 0);
  for (let shift = left - 1; shift >= 0; shift--) bytes.push(Math.floor(last / 256 ** shift) % 256);
  return bytes;
}

function ipv4Number(text: string): number | undefined {
  if (/^0[xX][0-9A-Fa-f]{1,8}$/.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]{1,11}$/.test(text)) return Number.parseInt(text, 8);
  return /^(?:0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : undefined;
}

function ipv6Bytes(text: string): number[] | undefined {
  const [address = ""] = text.replace(/^\[(.*)\]$/, "$1").split("%");
  const halves = address.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(ipv6Groups);
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 14) return undefined;
  return [...head, ...new Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

function ipv6Groups(text: string): number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    if (index === groups.length - 1 && /^\d{1,3}(?:\.\d{1,3}){3}$/.test(group)) {
      const tail = ipv4Bytes(group);
      if (tail === undefined) return undefined;
      bytes.push(...tail);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 255);
    } else {
      return undefined;
    }
  }
  return bytes;
}

/** RFC 5952, with the addresses that hold an IPv4 address ending in one. */
function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, at) => (bytes[at * 2] ?? 0) * 256 + (bytes[at * 2 + 1] ?? 0));
  const holdsV4 =
    groups.slice(0, 5).every((group) => group === 0) &&
    (groups[5] === 0xffff || (groups[5] === 0 && (groups[6] ?? 0) !== 0));
  const shown = (holdsV4 ? groups.slice(0, 6) : groups).map((group) => group.toString(16));
  if (holdsV4) shown.push(bytes.subarray(12).join("."));
  const zeros = longestZeros(shown);
  if (zeros === undefined) return shown.join(":");
  return `${shown.slice(0, zeros.start).join(":")}::${shown.slice(zeros.end).join(":")}`;
}

/** The first of the longest runs of at least two zeros. */
function longestZeros(
  groups: readonly string[],
): { readonly start: number; readonly end: number } | undefined {
  let best: { readonly start: number; readonly end: number } | undefined;
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === "0") end++;
    if (end - start >= 2 && end - start > (best === undefined ? 0 : best.end - best.start))
      best = { start, end };
    start = Math.max(start, end);
  }
  return best;
}

/** 127.0.0.0/8 and ::1. */
export function isLoopbackAddress(address: IPAddress): boolean {
  return address.isV4 ? address.bytes[0] === 127 : address.toString() === "::1";
}
