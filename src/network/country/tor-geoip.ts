// The two files of Debian's package tor-geoipdb: a range and its country on each line, IPv4 as numbers, IPv6
// as addresses. Lines rise; one that does not, or cannot be read, refuses the file.

import { readAddress } from "#kernel/address.ts";
import { indexOrEnd } from "#kernel/index-or-end.ts";
import { type RangeColumns, RangeWriter, stepAddress } from "#kernel/range-algebra.ts";
import { type AddressData, AddressDataError } from "../address-data.ts";
import { countryNumber } from "../country-table.ts";

const LINE = /^([^,]+),([^,]+),([A-Z]{2}|\?\?)$/;

export function readTorGeoip(geoip: string, geoip6: string): AddressData {
  const ipv4 = readRanges(geoip, 1, readNumber);
  const ipv6 = readRanges(geoip6, 4, (text, out) => readAddress(text, out) === 6);
  const licence = /^#\s*License:\s*(.+)$/m.exec(geoip)?.[1] ?? "";
  const generated = Date.parse(/^#\s*Generated:\s*(.+)$/m.exec(geoip)?.[1] ?? "");
  const asOfMs = Number.isNaN(generated) ? undefined : generated;
  const vendor = /^#\s*Vendor:\s*(.+)$/m.exec(geoip)?.[1] ?? "unknown vendor";
  return { ipv4, ipv6, facts: { source: `${vendor}, by tor-geoipdb`, licence, asOfMs, hasIpv6: true } };
}

function readNumber(text: string, out: Uint32Array): boolean {
  const number = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  out[0] = number;
  return number < 2 ** 32;
}

type ReadAddress = (text: string, out: Uint32Array) => boolean;

function readRanges(text: string, width: 1 | 4, read: ReadAddress): RangeColumns {
  const writer = new RangeWriter(width);
  const start = new Uint32Array(width);
  const end = new Uint32Array(width);
  let number = 0;
  for (let at = 0; at < text.length; ) {
    const next = indexOrEnd(text, "\n", at);
    const line = text.slice(at, next).trimEnd();
    at = next + 1;
    number++;
    if (line === "" || line.startsWith("#")) continue;
    const [, from = "", to = "", code = ""] = LINE.exec(line) ?? [];
    if (!read(from, start) || !read(to, end))
      throw new AddressDataError("no line of the form `start,end,country`", number, 1);
    if (!writer.isBehind(start, 0)) throw new AddressDataError("the ranges do not rise", number, 1);
    writer.begin(start, 0, countryNumber(code));
    if (stepAddress(end)) {
      if (!writer.isBehind(end, 0)) throw new AddressDataError("the range ends before it starts", number, 1);
      writer.begin(end, 0, -1);
    }
  }
  return writer.finish();
}
