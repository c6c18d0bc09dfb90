// Named networks: lists in the configuration or in files of their own, and the trusted hops made of them.

import type { Prefix } from "#kernel/address.ts";
import { nearest } from "#kernel/nearest.ts";
import { parsePrefixText } from "./address-format.ts";
import type { Files } from "./files.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import type { WrittenConfig } from "./schema.ts";
import { besideFile, Source } from "./source.ts";
import { quoted } from "./tree.ts";

type Written = WrittenConfig["networks"];

/** The prefixes of each network, those of files read. */
export function readNetworks(
  networks: Written,
  files: Files,
  places: Places,
  report: Report,
): ReadonlyMap<string, readonly Prefix[]> {
  const read = new Map<string, readonly Prefix[]>();
  for (const [name, network] of networks) {
    const prefixes = "file" in network ? readList(network, files, places, report) : network;
    read.set(name, prefixes);
  }
  return read;
}

/** One prefix per line; what follows a `#` is a comment. */
function readList(
  network: { readonly file: string },
  files: Files,
  places: Places,
  report: Report,
): Prefix[] {
  const spot = places.value(network, "file");
  const path = besideFile(spot, network.file);
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

/** The prefixes of the trusted hops, and the networks that they name. */
export function readTrustedHops(
  hops: readonly string[],
  networks: ReadonlyMap<string, readonly Prefix[]>,
  known: ReadonlySet<string>,
  places: Places,
  report: Report,
): { readonly prefixes: readonly Prefix[]; readonly named: ReadonlySet<string> } {
  const prefixes: Prefix[] = [];
  const named = new Set<string>();
  hops.forEach((hop, i) => {
    const network = networks.get(hop);
    const parsed = parsePrefixText(hop);
    if (network !== undefined) prefixes.push(...network);
    else if ("value" in parsed) prefixes.push(parsed.value);
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
