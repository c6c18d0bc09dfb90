// Writes small .mmdb files (MaxMind DB 2.0) for tests: a tree of networks, each with one record.

import { parsePrefix } from "#kernel/address.ts";

type Value = string | number | { readonly [key: string]: Value };
type Node = { left: Node | number | undefined; right: Node | number | undefined };

/** @param networks prefixes, IPv4 ones at `::/96`, and what their record says */
export function mmdbFile(
  networks: readonly (readonly [string, Value])[],
  { type = "Test-Country", recordSize = 24 }: { type?: string; recordSize?: 24 | 28 | 32 } = {},
): Buffer {
  const root: Node = { left: undefined, right: undefined };
  const data: Buffer[] = [];
  let dataBytes = 0;
  for (const [text, record] of networks) {
    const bytes = encode(record);
    insert(root, bitsOf(text), dataBytes);
    data.push(bytes);
    dataBytes += bytes.length;
  }
  const nodes: Node[] = [];
  const number = (node: Node): void => {
    nodes.push(node);
    for (const side of [node.left, node.right]) if (typeof side === "object") number(side);
  };
  number(root);
  const tree = nodes.map((node) => {
    const at = (side: Node["left"]): number => {
      if (side === undefined) return nodes.length;
      return typeof side === "number" ? nodes.length + 16 + side : nodes.indexOf(side);
    };
    return nodeBytes(at(node.left), at(node.right), recordSize);
  });
  const metadata = encode({
    node_count: nodes.length,
    record_size: recordSize,
    ip_version: 6,
    database_type: type,
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_780_000_000,
  });
  const marker = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1");
  return Buffer.concat([...tree, Buffer.alloc(16), ...data, marker, metadata]);
}

function bitsOf(text: string): string {
  const prefix = parsePrefix(text);
  if ("error" in prefix) throw new Error(prefix.error);
  const { address, length } = prefix;
  const bits = address.words.map((word) => word.toString(2).padStart(32, "0")).join("");
  return address.kind === "ipv4" ? "0".repeat(96) + bits.slice(0, length) : bits.slice(0, length);
}

function insert(root: Node, bits: string, place: number): void {
  let node = root;
  for (const [i, bit] of [...bits].entries()) {
    const side = bit === "0" ? "left" : "right";
    if (i === bits.length - 1) node[side] = place;
    else {
      const next = node[side];
      const below = typeof next === "object" ? next : { left: next, right: next };
      node[side] = below;
      node = below;
    }
  }
}

function nodeBytes(left: number, right: number, recordSize: 24 | 28 | 32): Buffer {
  const bytes = Buffer.alloc(recordSize / 4);
  if (recordSize === 24) {
    bytes.writeUIntBE(left, 0, 3);
    bytes.writeUIntBE(right, 3, 3);
  } else if (recordSize === 32) {
    bytes.writeUInt32BE(left, 0);
    bytes.writeUInt32BE(right, 4);
  } else {
    bytes.writeUIntBE(left & 0xffffff, 0, 3);
    bytes.writeUInt8(((left >>> 24) << 4) | (right >>> 24), 3);
    bytes.writeUIntBE(right & 0xffffff, 4, 3);
  }
  return bytes;
}

/** Control bytes of the format: texts are 2, numbers 6 (of 4 bytes), maps 7. */
function encode(value: Value): Buffer {
  if (typeof value === "string") return sized(2, Buffer.from(value, "utf8"));
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return sized(6, bytes);
  }
  const entries = Object.entries(value);
  const parts = entries.flatMap(([key, item]) => [encode(key), encode(item)]);
  return Buffer.concat([Buffer.from([(7 << 5) | entries.length]), ...parts]);
}

function sized(kind: number, bytes: Buffer): Buffer {
  if (bytes.length >= 29) return Buffer.concat([Buffer.from([(kind << 5) | 29, bytes.length - 29]), bytes]);
  return Buffer.concat([Buffer.from([(kind << 5) | bytes.length]), bytes]);
}
