// Named networks: lists in the configuration or in files of their own, and the trusted hops made of them.

import type { Prefix } from "#kernel/address.ts";
import { nearest } from "#kernel/nearest.ts";
import { parsePrefixText } from "./address-format.ts";
import type { Config } from "./config.ts";
import type { Files } from "./files.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import type { WrittenConfig } from "./schema.ts";
import { besideFile, Source } from "./source.ts";
import { quoted } from "./tree.ts";

type Written = WrittenConfig["networks"];
type WrittenNetwork = Written extends ReadonlyMap<string, infer N> ? N : never;

export type NetworkEntry = {
  readonly prefix: Prefix;
  /** Ms since the epoch; Infinity without an end. */
  readonly untilMs: number;
  readonly reason: string;
};

export type Feed = NonNullable<Exclude<WrittenNetwork, readonly Prefix[]>["feed"]>;

export type Network =
  | { readonly kind: "prefixes"; readonly entries: readonly NetworkEntry[] }
  | { readonly kind: "countries"; readonly countries: readonly string[] }
  | { readonly kind: "asns"; readonly asns: readonly number[] }
  | { readonly kind: "feed"; readonly feed: Feed };

/** What each network is, the prefixes of files read. */
export function readNetworks(
  networks: Written,
  files: Files,
  places: Places,
  report: Report,
): ReadonlyMap<string, Network> {
  const read = new Map<string, Network>();
  for (const [name, network] of networks) read.set(name, readNetwork(network, files, places, report));
  return read;
}

function readNetwork(network: WrittenNetwork, files: Files, places: Places, report: Report): Network {
  if (isPrefixes(network)) return endless(network);
  const { file, entries, countries, asns, feed } = network;
  if (countries !== undefined) return { kind: "countries", countries };
  if (asns !== undefined) return { kind: "asns", asns };
  if (feed !== undefined) return { kind: "feed", feed };
  if (file !== undefined) return endless(readList({ file }, network, files, places, report));
  return { kind: "prefixes", entries: (entries ?? []).map(entryOf) };
}

const isPrefixes = (network: WrittenNetwork): network is readonly Prefix[] => Array.isArray(network);

const endless = (prefixes: readonly Prefix[]): Network => ({
  kind: "prefixes",
  entries: prefixes.map((prefix) => ({ prefix, untilMs: Number.POSITIVE_INFINITY, reason: "" })),
});

type WrittenEntry = NonNullable<Exclude<WrittenNetwork, readonly Prefix[]>["entries"]>[number];

function entryOf(written: WrittenEntry): NetworkEntry {
  if ("length" in written) return { prefix: written, untilMs: Number.POSITIVE_INFINITY, reason: "" };
  const { address, until, reason } = written;
  return { prefix: address, untilMs: until?.atMs ?? Number.POSITIVE_INFINITY, reason };
}

/** One prefix per line; what follows a `#` is a comment. */
function readList(
  { file }: { readonly file: string },
  network: object,
  files: Files,
  places: Places,
  report: Report,
): Prefix[] {
  const spot = places.value(network, "file");
  const path = besideFile(spot, file);
  const content = files.text(path);
  if (content.kind === "failure") {
    const name = places.isHidden(network, "file") ? `the file at ${places.shown(network, "file")}` : path;
    const hint = "the path is relative to the file that this line stands in";
    report.error(spot, "unreadable-file", `${name} cannot be used: ${content.why}`, hint);
    return [];
  }
  return parseList(new Source(path, content.text), report);
}

function parseList(source: Source, report: Report): Prefix[] {
  const prefixes: Prefix[] = [];
  let lineStart = 0;
  for (const line of source.text.split("\n")) {
    const entry = line.replace(/#[^]*$/, "");
    const text = entry.trim();
    if (text !== "") {
      const parsed = parsePrefixText(text);
      const spot = { source, offset: lineStart + entry.indexOf(text) };
      if ("value" in parsed) prefixes.push(parsed.value);
      else
        report.error(spot, parsed.code, `${quoted(text)} ${parsed.says}`, parsed.hintFromText ?? parsed.hint);
    }
    lineStart += line.length + 1;
  }
  return prefixes;
}

const FIXED = "trust hops by prefixes without an end, or by a file of them";

/** Whom a node believes is no feed's to say. */
const isStatic = (network: Network): network is Network & { readonly kind: "prefixes" } =>
  network.kind === "prefixes" && network.entries.every(({ untilMs }) => untilMs === Number.POSITIVE_INFINITY);

/** The prefixes of the trusted hops, and the networks that they name. */
export function readTrustedHops(
  hops: readonly string[],
  networks: ReadonlyMap<string, Network>,
  known: ReadonlySet<string>,
  places: Places,
  report: Report,
): { readonly prefixes: readonly Prefix[]; readonly named: ReadonlySet<string> } {
  const prefixes: Prefix[] = [];
  const named = new Set<string>();
  hops.forEach((hop, i) => {
    const network = networks.get(hop);
    const parsed = parsePrefixText(hop);
    if (network !== undefined) {
      if (isStatic(network)) prefixes.push(...network.entries.map(({ prefix }) => prefix));
      else
        report.error(
          places.value(hops, i),
          "unfixed-hops",
          `the network ${quoted(hop)} changes by itself`,
          FIXED,
        );
    } else if ("value" in parsed) prefixes.push(parsed.value);
    if (known.has(hop)) named.add(hop);
    else if (!("value" in parsed)) {
      const isName = /^[A-Za-z][A-Za-z0-9_.-]*$/.test(hop);
      const near = nearest(hop, [...known]);
      const hint = isName && near !== undefined ? `did you mean ${quoted(near)}?` : parsed.hint;
      const says = isName ? "is neither a network of this configuration nor a prefix" : parsed.says;
      const better = isName || places.isHidden(hops, i) ? hint : (parsed.hintFromText ?? hint);
      report.error(
        places.value(hops, i),
        isName ? "unknown-name" : parsed.code,
        `${places.shown(hops, i)} ${says}`,
        better,
      );
    }
  });
  return { prefixes, named };
}

/** Whether something asks which country an address is in. */
export const needsCountries = ({ geo, networks }: Pick<Config, "geo" | "networks">): boolean =>
  geo !== undefined || [...networks.values()].some(({ kind }) => kind === "countries");
