// What a feed brought → a table of its prefixes, whose values are the lines that they stand on. A feed is
// taken whole or refused whole, with the place of its first mistake: half a list is a list nobody made.

import { formatAddress, formatPrefix, type Prefix, parsePrefix } from "#kernel/address.ts";
import { indexOrEnd } from "#kernel/index-or-end.ts";
import { PrefixColumns } from "#kernel/prefix-ranges.ts";
import {
  buildPrefixTable,
  PrefixSet,
  type PrefixTable,
  PrefixTableBuilder,
  prefixTableOf,
} from "#kernel/prefix-set.ts";
import { combineRanges } from "#kernel/range-algebra.ts";
import { AddressDataError } from "./address-data.ts";
import { columnOfName, readField } from "./feed-csv.ts";
import { readPublished } from "./feed-json.ts";
import { readMmdb } from "./mmdb.ts";

export type FeedForm = {
  readonly format: "cidr" | "csv" | "json" | "mmdb";
  /** Of csv: a name in the first line, or a number from 1. */
  readonly column: string;
};

/** What no feed may hold, and what that is, in words: `a private address`. */
export type Forbidden = { readonly prefix: Prefix; readonly what: string };

export type FeedContent = {
  readonly table: PrefixTable;
  /** Different prefixes; of mmdb, ranges. */
  readonly entries: number;
};

const MAX_ENTRIES = 2_000_000;
const LINES_PER_STEP = 2048;

/** In small steps, but for the last one. @throws AddressDataError */
export function* readFeed(
  bytes: Buffer,
  form: FeedForm,
  forbidden: readonly Forbidden[],
): Generator<undefined, FeedContent> {
  if (form.format === "mmdb") return readMmdbFeed(bytes, forbidden);
  const guard = new PrefixSet(buildPrefixTable(forbidden.map(({ prefix }, value) => ({ prefix, value }))));
  const builder = new PrefixTableBuilder();
  let count = 0;
  for (const { text, line, column } of fieldsOf(bytes, form)) {
    const prefix = parsePrefix(text);
    if ("error" in prefix) throw new AddressDataError(`${shown(text)}: ${prefix.error}`, line, column);
    if (prefix.length === 0) throw new AddressDataError(`${text} is every address`, line, column);
    const inside = forbidden[guard.lookup(prefix.address)];
    if (inside !== undefined) throw new AddressDataError(`${text} is ${inside.what}`, line, column);
    if (count === MAX_ENTRIES) throw new AddressDataError(`more than ${MAX_ENTRIES} entries`, line, 1);
    builder.add(prefix, line);
    if (++count % LINES_PER_STEP === 0) yield;
  }
  const table = builder.build();
  checkAround(table, forbidden);
  return { table, entries: table.size };
}

function fieldsOf(bytes: Buffer, { format, column }: FeedForm): Generator<Field> {
  if (format === "csv") return csvFields(bytes, column);
  return format === "json" ? readPublished(textOf(bytes)) : plainFields(bytes);
}

type Field = { readonly text: string; readonly line: number; readonly column: number };

/** A wide prefix may hold what is forbidden without beginning inside it. */
function checkAround(table: PrefixTable, forbidden: readonly Forbidden[]): void {
  const set = new PrefixSet(table);
  for (const { prefix, what } of forbidden) {
    const line = set.lookup(prefix.address);
    if (line >= 0) throw new AddressDataError(`the entry holds ${formatPrefix(prefix)}, ${what}`, line, 1);
  }
}

const textOf = (bytes: Buffer): string => bytes.toString("latin1").replace(/^\u00ef\u00bb\u00bf/, "");

function* linesOf(bytes: Buffer): Generator<Field> {
  const text = textOf(bytes);
  let line = 0;
  for (let at = 0; at < text.length; ) {
    const end = indexOrEnd(text, "\n", at);
    line++;
    yield {
      text: text.slice(at, text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end),
      line,
      column: 1,
    };
    at = end + 1;
  }
}

const CARRIAGE_RETURN = 0x0d;

/** One prefix on each line; comments begin with `#` or `;`. */
function* plainFields(bytes: Buffer): Generator<Field> {
  for (const { text, line } of linesOf(bytes)) {
    const content = text.replace(/[#;].*$/, "");
    const prefix = content.trim();
    if (prefix !== "") yield { text: prefix, line, column: content.indexOf(prefix) + 1 };
  }
}

/** The column of each line (RFC 4180, without line feeds in quotes); `#` begins a line of comment. */
function* csvFields(bytes: Buffer, wanted: string): Generator<Field> {
  let index = /^[1-9][0-9]{0,3}$/.test(wanted) ? Number(wanted) - 1 : -1;
  for (const { text, line } of linesOf(bytes)) {
    if (text.trim() === "" || text.startsWith("#")) continue;
    if (index < 0) {
      index = columnOfName(text, wanted);
      if (index < 0) throw new AddressDataError(`the first line has no column ${shown(wanted)}`, line, 1);
      continue;
    }
    const field = readField(text, index);
    if (typeof field === "string") throw new AddressDataError(field, line, 1);
    yield { text: field.text.trim(), line, column: field.column };
  }
}

/** Of a database every network counts that has a record. */
function readMmdbFeed(bytes: Buffer, forbidden: readonly Forbidden[]): FeedContent {
  const { ipv4, ipv6 } = readMmdb(bytes, (record) => (record === null ? -1 : 0));
  const [guard4, guard6] = [new PrefixColumns(1), new PrefixColumns(4)];
  for (const [i, { prefix }] of forbidden.entries())
    (prefix.address.kind === "ipv4" ? guard4 : guard6).add(prefix, i);
  const both = (value: number, guarded: number): number => (value >= 0 ? guarded : -1);
  const hits = [
    ...combineRanges(1, ipv4, guard4.flatten(), both).values,
    ...combineRanges(4, ipv6, guard6.flatten(), both).values,
  ];
  const hit = forbidden[hits.find((value) => value >= 0) ?? -1];
  if (hit !== undefined)
    throw new AddressDataError(`it holds ${formatAddress(hit.prefix.address)}, ${hit.what}`);
  const count = [...ipv4.values, ...ipv6.values].filter((value) => value >= 0).length;
  return { table: prefixTableOf(ipv4, ipv6, count), entries: count };
}

/** Whoever made the feed chose these characters: they must not move a terminal's cursor. */
const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
