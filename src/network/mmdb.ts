// Any .mmdb file as disjoint ranges: the tree is walked once, and of each record a number is made. mmdb-lib
// reads the records; the walk is ours, for the library looks up one address at a time.

import { Reader, type Response } from "mmdb-lib";
import { type Address, formatAddress } from "#kernel/address.ts";
import { noRanges, type RangeColumns, RangeWriter } from "#kernel/range-algebra.ts";
import { type AddressData, AddressDataError } from "./address-data.ts";
import { countryNumber } from "./country-table.ts";

/** A record of whatever database it is; -1 for none of interest. */
export type NumberOf = (record: unknown) => number;

/** Of GeoLite2, DB-IP and IPinfo: where the address is, not where it is registered. */
export const countryOfRecord: NumberOf = (record) => {
  const country = memberOf(record, "country");
  const code = memberOf(country, "iso_code") ?? memberOf(record, "country_code") ?? country;
  return typeof code === "string" ? countryNumber(code) : -1;
};

export const asnOfRecord: NumberOf = (record) => {
  const asn = memberOf(record, "autonomous_system_number") ?? memberOf(record, "asn");
  const number = typeof asn === "string" ? Number(asn.replace(/^AS/, "")) : asn;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number < 2 ** 31
    ? number
    : -1;
};

/** Throws an `AddressDataError` for what is no such file, or one that was damaged. */
export function readMmdb(bytes: Buffer, numberOf: NumberOf): AddressData {
  try {
    const reader = new Reader<Response>(bytes);
    const { metadata } = reader;
    const walk = new TreeWalk(bytes, reader, numberOf);
    const { databaseType, buildEpoch, ipVersion } = metadata;
    const facts = {
      source: databaseType,
      licence: "",
      asOfMs: buildEpoch.getTime(),
      hasIpv6: ipVersion === 6,
    };
    return { ipv4: walk.ranges(1), ipv6: ipVersion === 6 ? walk.ranges(4) : noRanges(4), facts };
  } catch (error) {
    if (error instanceof AddressDataError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new AddressDataError(`it is no MaxMind database, or a damaged one: ${why}`);
  }
}

class TreeWalk {
  readonly #bytes: Buffer;
  readonly #reader: Reader<Response>;
  readonly #numberOf: NumberOf;
  /** By record, of which a database has far fewer than networks. */
  readonly #numbers = new Map<number, number>();
  readonly #ipv4Root: number;
  #steps = 0;
  #words = new Uint32Array(4);
  #writer = new RangeWriter(1);

  constructor(bytes: Buffer, reader: Reader<Response>, numberOf: NumberOf) {
    this.#bytes = bytes;
    this.#reader = reader;
    this.#numberOf = numberOf;
    let node = 0;
    const { ipVersion, nodeCount } = reader.metadata;
    for (let depth = 0; ipVersion === 6 && depth < 96 && node < nodeCount; depth++)
      node = this.#child(node, 0);
    this.#ipv4Root = node;
  }

  ranges(width: 1 | 4): RangeColumns {
    this.#writer = new RangeWriter(width);
    this.#words = new Uint32Array(width);
    this.#steps = 0;
    this.#visit(width === 1 ? this.#ipv4Root : 0, 0);
    return this.#writer.finish();
  }

  #visit(node: number, depth: number): void {
    const { nodeCount } = this.#reader.metadata;
    const width = this.#writer.width;
    // A damaged tree may share nodes so that there are more ways through it than anybody can go.
    if (++this.#steps > 4 * nodeCount + 1000) throw new AddressDataError("its tree is not one");
    // IPv4 in IPv6, and its aliases (6to4 and others): those addresses are looked up as IPv4, or not at all.
    const isAlias = width === 4 && node === this.#ipv4Root && node < nodeCount;
    if (node >= nodeCount || isAlias) {
      this.#writer.begin(this.#words, 0, isAlias || node === nodeCount ? -1 : this.#numberFor(node));
      return;
    }
    if (depth === width * 32) throw new AddressDataError("its tree is too deep");
    this.#visit(this.#child(node, 0), depth + 1);
    const word = depth >>> 5;
    const bit = 2 ** (31 - (depth & 31));
    this.#words[word] = (this.#words[word] ?? 0) + bit;
    this.#visit(this.#child(node, 1), depth + 1);
    this.#words[word] = (this.#words[word] ?? 0) - bit;
  }

  #numberFor(record: number): number {
    const known = this.#numbers.get(record);
    if (known !== undefined) return known;
    const number = this.#numberOf(this.#reader.get(formatAddress(this.#address())));
    this.#numbers.set(record, number);
    return number;
  }

  #address(): Address {
    const [a = 0, b = 0, c = 0, d = 0] = this.#words;
    return this.#words.length === 1 ? { kind: "ipv4", words: [a] } : { kind: "ipv6", words: [a, b, c, d] };
  }

  /** The two records of a node are of 24, 28 or 32 bits. */
  #child(node: number, side: 0 | 1): number {
    const bytes = this.#bytes;
    const { recordSize, nodeByteSize } = this.#reader.metadata;
    const at = node * nodeByteSize;
    if (recordSize === 24) return bytes.readUIntBE(at + side * 3, 3);
    if (recordSize === 32) return bytes.readUInt32BE(at + side * 4);
    const middle = bytes.readUInt8(at + 3);
    return side === 0
      ? (middle >>> 4) * 2 ** 24 + bytes.readUIntBE(at, 3)
      : (middle & 15) * 2 ** 24 + bytes.readUIntBE(at + 4, 3);
  }
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  // An object with this key, whatever its value.
  return (value as Readonly<Record<string, unknown>>)[key];
}
