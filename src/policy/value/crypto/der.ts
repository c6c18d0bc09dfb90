// Reads DER (X.690): tags, lengths, contents. For certificates and PKCS #12; lengths of any form but the
// indefinite one.

export type DerNode = {
  /** The identifier octet: class, constructed bit and number below 31. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag and length included. */
  readonly whole: Uint8Array;
};

export const derTags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

/** What is not DER. Caught where bytes come in. */
export class DerError extends Error {}

export function readDer(bytes: Uint8Array, at = 0): DerNode {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 31) === 31) throw new DerError("no DER");
  let length = first;
  let start = at + 2;
  if (first >= 128) {
    const count = first & 127;
    if (count === 0 || count > 4) throw new DerError("no DER length");
    length = 0;
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[start + index] ?? 0);
    start += count;
  }
  const end = start + length;
  if (end > bytes.length) throw new DerError("DER ends early");
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) };
}

/** The nodes inside of a constructed one. */
export function childrenOf(node: DerNode): DerNode[] {
  const children: DerNode[] = [];
  for (let at = 0; at < node.content.length; ) {
    const child = readDer(node.content, at);
    children.push(child);
    at += child.whole.length;
  }
  return children;
}

/** The child at `index`, of that tag where one is named. */
export function childAt(node: DerNode, index: number, tag?: number): DerNode {
  const child = childrenOf(node)[index];
  if (child === undefined || (tag !== undefined && child.tag !== tag))
    throw new DerError("not the expected DER");
  return child;
}

/** `1.2.840.113549.1.1.11` */
export function oidText(content: Uint8Array): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 127);
    if (byte < 128) {
      numbers.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const head = Math.min(2, Math.floor(first / 40));
  return [head, first - head * 40, ...rest].join(".");
}

/** Text of the string types that names use. */
export function derString(node: DerNode): string {
  if (node.tag === 0x1e) return new TextDecoder("utf-16be").decode(node.content);
  if (node.tag === 0x14 || node.tag === 0x16 || node.tag === 0x82)
    return Buffer.from(node.content).toString("latin1");
  return new TextDecoder().decode(node.content);
}

/** UTCTime or GeneralizedTime, in milliseconds since 1970. */
export function derTime(node: DerNode): number {
  const text = Buffer.from(node.content).toString("latin1");
  const century = Number(text.slice(0, 2)) < 50 ? "20" : "19";
  const whole = node.tag === derTags.utcTime ? century + text : text;
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(whole);
  if (found === null) throw new DerError("no time");
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
