// The form in which operators of bots publish their addresses:
// `{ prefixes: [{ ipv4Prefix }, { ipv6Prefix }] }`. What else stands in it is not looked at.

import { AddressDataError } from "./address-data.ts";

export type PublishedPrefix = {
  readonly text: string;
  /** Where its entry is, from 1. */
  readonly line: number;
  readonly column: number;
};

/** @throws AddressDataError */
export function* readPublished(text: string): Generator<PublishedPrefix> {
  let [at, line, lineStart] = [0, 1, 0];
  for (const [i, entry] of entriesOf(text).entries()) {
    const value = prefixOf(entry);
    if (value === undefined) {
      const message = `the entry ${i + 1} of prefixes has neither an ipv4Prefix nor an ipv6Prefix`;
      throw new AddressDataError(message, line, 1);
    }
    KEY.lastIndex = at;
    const found = KEY.exec(text)?.index ?? at;
    for (let next = text.indexOf("\n", at); next >= 0 && next < found; next = text.indexOf("\n", next + 1)) {
      line++;
      lineStart = next + 1;
    }
    yield { text: value, line, column: found - lineStart + 1 };
    at = found + 1;
  }
}

const KEY = /"ipv[46]Prefix"\s*:/g;

function entriesOf(text: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new AddressDataError(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof parsed === "object" && parsed !== null && "prefixes" in parsed) {
    const { prefixes } = parsed;
    if (isList(prefixes)) return prefixes;
  }
  throw new AddressDataError("it is no object with a list `prefixes`");
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function prefixOf(entry: unknown): string | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const value = "ipv4Prefix" in entry ? entry.ipv4Prefix : "ipv6Prefix" in entry ? entry.ipv6Prefix : "";
  return typeof value === "string" && value !== "" ? value : undefined;
}
