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
    const values = prefixesOf(entry);
    // Without a place: there is nothing of it to look for in the text.
    if (values.length === 0)
      throw new AddressDataError(
        `the entry ${i + 1} of prefixes has neither an ipv4Prefix nor an ipv6Prefix`,
      );
    for (const value of values) {
      KEY.lastIndex = at;
      const found = KEY.exec(text)?.index ?? at;
      for (
        let next = text.indexOf("\n", at);
        next >= 0 && next < found;
        next = text.indexOf("\n", next + 1)
      ) {
        line++;
        lineStart = next + 1;
      }
      yield { text: value, line, column: found - lineStart + 1 };
      at = found + 1;
    }
  }
}

/** With a text that is not empty. */
const KEY = /"ipv[46]Prefix"\s*:\s*"[^"]/g;

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

/** In the order of the text; some write `null` for the family that an entry is not of. */
function prefixesOf(entry: unknown): readonly string[] {
  if (typeof entry !== "object" || entry === null) return [];
  const values: string[] = [];
  for (const [key, value] of Object.entries(entry)) {
    const isPrefix = key === "ipv4Prefix" || key === "ipv6Prefix";
    if (isPrefix && typeof value === "string" && value !== "") values.push(value);
  }
  return values;
}
