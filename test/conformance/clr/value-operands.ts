// The same objects in the value library, and how those are shown that have more to say than their text.

import { parseIPAddress } from "#policy/value/net/ip-address.ts";
import { Uri, uriKinds } from "#policy/value/net/uri.ts";
import { UriBuilder } from "#policy/value/net/uri-builder.ts";
import type { Run } from "#policy/value/run.ts";
import { Match } from "#policy/value/regex/match.ts";
import { MatchCollection } from "#policy/value/regex/match-collections.ts";
import { Regex } from "#policy/value/regex/regex.ts";

type Maker = (run: Run, text: string) => unknown;

export const valueOperands: Readonly<Record<string, Maker>> = {
  Regex: (run, text) => Regex.make(run, text),
  Uri: (_run, text) => Uri.read(text, uriKinds.RelativeOrAbsolute),
  UriBuilder: (_run, text) => {
    const uri = Uri.parse(text.includes("://") ? text : `http://${text}`);
    return uri === undefined ? undefined : UriBuilder.from(uri);
  },
  IPAddress: (_run, text) => parseIPAddress(text),
};

/** Undefined for what its text says. */
export function showObject(value: unknown, quote: (text: string) => string): string | undefined {
  if (value instanceof MatchCollection) {
    return `[${value.items.map((item) => showObject(item, quote)).join(", ")}]`;
  }
  return value instanceof Match ? showMatch(value, quote) : undefined;
}

function showMatch(match: Match, quote: (text: string) => string): string {
  if (!match.isSuccess) return "no match";
  const groups = match.groupNumbers.slice(1).map((number) => {
    const group = match.group(number);
    const captures = group.captures.map(({ index, value }) => `${index} ${quote(value)}`);
    return `; ${group.name}: ${captures.join(", ")}`;
  });
  return `${match.index} ${quote(match.value)}${groups.join("")}`;
}
