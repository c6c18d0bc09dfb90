// IP addresses and prefixes as text and as numbers: strict reading (RFC 4291 §2.2), canonical printing
// (RFC 5952). An IPv4 address mapped into IPv6 is the IPv4 address, so that no list is dodged by writing
// one as the other. Zone ids are refused: they name an interface of one machine.

/** Words are unsigned 32-bit numbers, the high one first. */
export type Address =
  | { readonly kind: "ipv4"; readonly words: readonly [number] }
  | { readonly kind: "ipv6"; readonly words: readonly [number, number, number, number] };

/** All addresses whose first `length` bits are those of `address`; the bits after them are zero. */
export type Prefix = { readonly address: Address; readonly length: number };

/** What is wrong, written as a hint to the author of the text. */
export type PrefixError = { readonly error: string };

const DOT = 0x2e;
const COLON = 0x3a;
const LONGEST_TEXT = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length;
const MAPPED_BITS = 96;

/**
 * Reads an address without allocating: its words go into `out` (four of them, an IPv4 address into the
 * first). Gives the version, 4 or 6, or 0 where the text is no address and `out` holds nothing of use.
 */
export function readAddress(text: string, out: Uint32Array): 0 | 4 | 6 {
  if (text !== lastText) {
    lastVersion = parseWords(text, lastWords);
    lastText = text;
  }
  // One by one: a copy of a typed array costs more than the four words.
  out[0] = lastWords[0] ?? 0;
  out[1] = lastWords[1] ?? 0;
  out[2] = lastWords[2] ?? 0;
  out[3] = lastWords[3] ?? 0;
  return lastVersion;
}

/** Lists, limits and rules ask for the same address one after the other: it is read once. */
let lastText = "";
let lastVersion: 0 | 4 | 6 = 0;
const lastWords = new Uint32Array(4);

function parseWords(text: string, out: Uint32Array): 0 | 4 | 6 {
  const word = readIpv4(text, 0);
  if (word >= 0) {
    out[0] = word;
    return 4;
  }
  if (!readIpv6(text, out)) return 0;
  if (out[0] !== 0 || out[1] !== 0 || out[2] !== 0xffff) return 6;
  out[0] = out[3] ?? 0;
  return 4;
}

/** A dotted quad from `start` to the end of the text as an unsigned number; -1 where there is none. */
function readIpv4(text: string, start: number): number {
  let word = 0;
  let dots = 0;
  let octet = -1;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (octet < 0 || ++dots > 3) return -1;
      word = word * 256 + octet;
      octet = -1;
      continue;
    }
    // A leading zero means octal to some readers and nothing to others.
    if (code < 0x30 || code > 0x39 || octet === 0) return -1;
    octet = (octet < 0 ? 0 : octet * 10) + code - 0x30;
    if (octet > 255) return -1;
  }
  return dots === 3 && octet >= 0 ? word * 256 + octet : -1;
}

const groups = new Uint16Array(8);

function readIpv6(text: string, out: Uint32Array): boolean {
  if (text.length < 2 || text.length > LONGEST_TEXT) return false;
  let count = 0;
  let gap = -1;
  let i = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return false;
    gap = 0;
    i = 2;
  }
  while (i < text.length) {
    if (count === 8) return false;
    const end = readGroup(text, i, count);
    if (end < 0) return text.charCodeAt(~end) === DOT && readTail(text, i, count, gap, out);
    count++;
    if (end === text.length) break;
    i = end + 1;
    if (i === text.length) return false;
    if (text.charCodeAt(i) !== COLON) continue;
    if (gap >= 0) return false;
    gap = count;
    i++;
  }
  return spreadGroups(count, gap, out);
}

/** Reads a group and gives where it ends, at a colon or at the end; ~n where char n cannot stand there. */
function readGroup(text: string, start: number, index: number): number {
  let value = 0;
  let i = start;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = hexDigit(code);
    if (digit < 0) {
      if (code !== COLON) return ~i;
      break;
    }
    if (i - start === 4) return ~i;
    value = (value << 4) | digit;
  }
  groups[index] = value;
  return i === start ? ~i : i;
}

/** By char code. A table, for digits and letters alternate at random: branches would be mispredicted. */
const hexDigits = new Int8Array(128).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const lower = digit.toString(16);
  hexDigits[lower.charCodeAt(0)] = digit;
  hexDigits[lower.toUpperCase().charCodeAt(0)] = digit;
}

const hexDigit = (code: number): number => (code < 128 ? (hexDigits[code] ?? -1) : -1);

/** The last 32 bits as a dotted quad. */
function readTail(text: string, start: number, count: number, gap: number, out: Uint32Array): boolean {
  const word = count > 6 ? -1 : readIpv4(text, start);
  if (word < 0) return false;
  groups[count] = word >>> 16;
  groups[count + 1] = word & 0xffff;
  return spreadGroups(count + 2, gap, out);
}

/** Joins the groups to words, with zeros where `::` stood. */
function spreadGroups(count: number, gap: number, out: Uint32Array): boolean {
  if (gap < 0 ? count !== 8 : count > 7) return false;
  const zeros = 8 - count;
  for (let i = 0; i < 4; i++) {
    out[i] = (groupAt(2 * i, gap, zeros) << 16) | groupAt(2 * i + 1, gap, zeros);
  }
  return true;
}

function groupAt(index: number, gap: number, zeros: number): number {
  if (gap < 0 || index < gap) return groups[index] ?? 0;
  return index < gap + zeros ? 0 : (groups[index - zeros] ?? 0);
}

const scratch = new Uint32Array(4);

export function parseAddress(text: string): Address | undefined {
  const version = readAddress(text, scratch);
  if (version === 0) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = scratch;
  return version === 4 ? { kind: "ipv4", words: [a] } : { kind: "ipv6", words: [a, b, c, d] };
}

/** One address has one text. The forms with a dotted quad in them are read, never printed. */
export function formatAddress(address: Address): string {
  if (address.kind === "ipv6") return formatIpv6(address.words);
  const [word] = address.words;
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** RFC 5952 §4: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function formatIpv6(words: readonly number[]): string {
  const values = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  let gap = -1;
  let gapLength = 1;
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && values[end] === 0) end++;
    if (end - start <= gapLength) continue;
    gap = start;
    gapLength = end - start;
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(":");
  return gap < 0 ? hex(values) : `${hex(values.slice(0, gap))}::${hex(values.slice(gap + gapLength))}`;
}

/**
 * Reads `10.0.0.0/8`, or an address for itself alone. Bits set after the length are an error: nobody can
 * tell whether the address or the length was meant.
 */
export function parsePrefix(text: string): Prefix | PrefixError {
  const slash = text.indexOf("/");
  const addressText = slash < 0 ? text : text.slice(0, slash);
  const address = parseAddress(addressText);
  if (address === undefined) return { error: addressHint(addressText) };
  const bits = address.words.length * 32;
  if (slash < 0) return { address, length: bits };
  const isMapped = address.kind === "ipv4" && addressText.includes(":");
  const written = readLength(text.slice(slash + 1));
  const length = written - (isMapped ? MAPPED_BITS : 0);
  if (length < 0 || length > bits) return { error: lengthHint(bits, isMapped) };
  const masked = maskAddress(address, length);
  if (masked.words.every((word, i) => word === address.words[i])) return { address, length };
  const suggested = formatPrefix({ address: masked, length });
  const alone = formatAddress(address);
  return { error: `bits are set after the first ${length}: write ${suggested}, or ${alone} for it alone` };
}

const readLength = (text: string): number => (/^(?:0|[1-9][0-9]{0,2})$/.test(text) ? Number(text) : -1);

function lengthHint(bits: number, isMapped: boolean): string {
  return isMapped
    ? `the length after an IPv4 address in IPv6 is a whole number from ${MAPPED_BITS} to 128`
    : `the length after the slash is a whole number from 0 to ${bits}`;
}

function addressHint(text: string): string {
  const zone = text.indexOf("%");
  if (zone >= 0 && parseAddress(text.slice(0, zone)) !== undefined) {
    return `leave out the zone: write ${text.slice(0, zone)}`;
  }
  const decimal = text.replace(/(^|\.)0+(?=[0-9])/g, "$1");
  if (decimal !== text && parseAddress(decimal) !== undefined) {
    return `numbers have no leading zeros: write ${decimal}`;
  }
  return "write an IPv4 or IPv6 address, alone or with a prefix length, such as 203.0.113.0/24 or 2001:db8::/32";
}

/** The address with every bit after the first `length` cleared. */
export function maskAddress(address: Address, length: number): Address {
  if (address.kind === "ipv4") return { kind: "ipv4", words: [maskWord(address.words[0], length)] };
  const [a, b, c, d] = address.words;
  return {
    kind: "ipv6",
    words: [
      maskWord(a, length),
      maskWord(b, length - 32),
      maskWord(c, length - 64),
      maskWord(d, length - 96),
    ],
  };
}

function maskWord(word: number, bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? word : (word & (0xffffffff << (32 - bits))) >>> 0;
}

export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix.address)}/${prefix.length}`;
}

/** On a dual-stack socket an IPv4 peer shows as an IPv6 address; it is the IPv4 address that lists know. */
export function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/** A host and its port as URLs and CONNECT write them (RFC 3986 §3.2): an IPv6 address in brackets. */
export const hostWithPort = (host: string, port: number): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

type WebPlace = { readonly host: string; readonly port: number; readonly isTls: boolean };

/** Scheme, host and port of a place on the web; the port stands there even where it is the scheme's own. */
export const originWithPort = ({ host, port, isTls }: WebPlace): string =>
  `${isTls ? "https" : "http"}://${hostWithPort(host, port)}`;

/** The host of a URL as sockets take it: an IPv6 address without its brackets. */
export const bareHost = ({ hostname }: URL): string =>
  hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
