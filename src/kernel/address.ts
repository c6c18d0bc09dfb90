// IP addresses and prefixes: strict reading and canonical printing (RFC 4291 §2.2, RFC 5952). An IPv4
// address mapped into IPv6 is the IPv4 address: lists must not be dodged by writing one as the other.

/** An IPv4 address as an unsigned 32-bit number, or an IPv6 address as four of them, high word first. */
export type Address =
  | { readonly version: 4; readonly value: number }
  | { readonly version: 6; readonly words: readonly [number, number, number, number] };

/** All addresses whose first `length` bits are those of `address`; the bits after them are zero. */
export type Prefix = { readonly address: Address; readonly length: number };

export type AddressError = { readonly error: string };

/** An unsigned 32-bit number, or -1 where the text is no dotted quad. Leading zeros are refused (octal). */
export function parseIpv4(text: string): number {
  let value = 0;
  let part = -1;
  let parts = 0;
  const { length } = text;
  if (length < 7 || length > 15) return -1;
  for (let i = 0; i <= length; i++) {
    const code = i === length ? 0x2e : text.charCodeAt(i);
    if (code === 0x2e) {
      if (part < 0 || part > 255 || ++parts > 4) return -1;
      value = value * 256 + part;
      part = -1;
    } else {
      if (code < 0x30 || code > 0x39 || part === 0) return -1;
      part = (part < 0 ? 0 : part * 10) + code - 0x30;
    }
  }
  return parts === 4 ? value : -1;
}

/** Writes the four words of an IPv6 address to `out`; false where the text is none. Zone ids are refused. */
export function parseIpv6(text: string, out: Uint32Array): boolean {
  const halves = text.split("::");
  if (halves.length > 2 || text.length < 2 || text.length > 45) return false;
  const left = readGroups(halves[0] ?? "", halves.length === 1);
  const right = halves.length === 2 ? readGroups(halves[1] ?? "", true) : [];
  if (left === undefined || right === undefined) return false;
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return false;
  const groups = [...left, ...Array<number>(missing).fill(0), ...right];
  for (let i = 0; i < 4; i++) out[i] = (((groups[2 * i] ?? 0) << 16) | (groups[2 * i + 1] ?? 0)) >>> 0;
  return true;
}

function readGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (mayEndInIpv4 && i === parts.length - 1 && part.includes(".")) {
      const value = parseIpv4(part);
      if (value < 0) return undefined;
      groups.push(value >>> 16, value & 0xffff);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

const scratch = new Uint32Array(4);

export function parseAddress(text: string): Address | undefined {
  const value = parseIpv4(text);
  if (value >= 0) return { version: 4, value };
  if (!parseIpv6(text, scratch)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = scratch;
  if (a === 0 && b === 0 && c === 0xffff) return { version: 4, value: d };
  return { version: 6, words: [a, b, c, d] };
}

/** `10.0.0.0/8`, or an address for itself alone. Bits set after the prefix are a mistake worth telling. */
export function parsePrefix(text: string): Prefix | AddressError {
  const slash = text.indexOf("/");
  const base = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (base === undefined) return { error: `${JSON.stringify(text)} is not an IP address or prefix` };
  const bits = base.version === 4 ? 32 : 128;
  if (slash < 0) return { address: base, length: bits };
  const lengthText = text.slice(slash + 1);
  const isMapped = base.version === 4 && text.includes(":");
  const length = /^(?:0|[1-9][0-9]{0,2})$/.test(lengthText) ? Number(lengthText) - (isMapped ? 96 : 0) : -1;
  if (length < 0 || length > bits) return { error: `the length of ${text} is not between 0 and ${bits}` };
  const masked = maskAddress(base, length);
  if (formatAddress(masked) !== formatAddress(base)) {
    return { error: `${text} has bits set after its prefix: write ${formatAddress(masked)}/${length}` };
  }
  return { address: base, length };
}

export function maskAddress(address: Address, length: number): Address {
  const mask = (word: number, bits: number): number =>
    bits <= 0 ? 0 : bits >= 32 ? word : (word & (0xffffffff << (32 - bits))) >>> 0;
  if (address.version === 4) return { version: 4, value: mask(address.value, length) };
  const [a, b, c, d] = address.words;
  return {
    version: 6,
    words: [mask(a, length), mask(b, length - 32), mask(c, length - 64), mask(d, length - 96)],
  };
}

export function formatAddress(address: Address): string {
  if (address.version === 4) {
    const { value } = address;
    return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
  }
  return formatIpv6(address.words);
}

/** RFC 5952 §4: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
function formatIpv6(words: readonly number[]): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > bestLength) {
      best = i;
      bestLength = end - i;
    }
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(":");
  if (best < 0) return hex(groups);
  return `${hex(groups.slice(0, best))}::${hex(groups.slice(best + bestLength))}`;
}

export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix.address)}/${prefix.length}`;
}
