// Queries as the rules read and change them: parameters by name, names and values decoded. Texts are latin1
// strings, one char per byte; a query stands without its `?`.

import { indexOrEnd } from "#kernel/index-or-end.ts";

/** Decodes percent-encoding; a `%` that begins none stands for itself. */
export function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%[0-9A-Fa-f]{2}/g, (triplet) =>
    String.fromCharCode(Number.parseInt(triplet.slice(1), 16)),
  );
}

/** Encodes every byte but the unreserved (RFC 3986 §2.3), so that none can part or end anything. */
export function encodeComponent(text: string): string {
  return text.replace(/[^A-Za-z0-9._~-]/g, (char) => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
}

const decodeForm = (text: string): string =>
  decodePercent(text.includes("+") ? text.replaceAll("+", " ") : text);

function nameOf(pair: string): string {
  const equals = pair.indexOf("=");
  return decodeForm(equals < 0 ? pair : pair.slice(0, equals));
}

/** How long the names are that are looked for: a first look that costs less than taking a name out. */
export class NameLengths {
  /** The bit of a length, modulo 32. */
  #bits = 0;

  add(name: string): void {
    this.#bits |= 1 << (name.length & 31);
  }

  /** False where no name of the length was added. */
  mayHave(length: number): boolean {
    return (this.#bits & (1 << (length & 31))) !== 0;
  }
}

/**
 * Calls back with the names of parameters, decoded, in their order, repeated ones again; of those that cannot
 * be one of the names whose lengths these are, some are left out.
 */
export function eachParameterName(query: string, lengths: NameLengths, visit: (name: string) => void): void {
  const isPlain = !query.includes("%") && !query.includes("+");
  // Looked for once, however many parameters have none.
  let equals = -1;
  for (let at = 0; at < query.length; ) {
    const end = indexOrEnd(query, "&", at);
    if (equals < at) equals = indexOrEnd(query, "=", at);
    const nameEnd = Math.min(equals, end);
    if (!isPlain) visit(decodeForm(query.slice(at, nameEnd)));
    else if (lengths.mayHave(nameEnd - at)) visit(query.slice(at, nameEnd));
    at = end + 1;
  }
}

/** Nothing in it is encoded, and it does not hold the name as it is: most queries, for most names. */
const cannotHold = (query: string, name: string): boolean =>
  !query.includes("%") && !query.includes("+") && !query.includes(name);

/** The value of the first parameter of a name. */
export function parameterOf(query: string, name: string): string | undefined {
  if (query === "" || cannotHold(query, name)) return undefined;
  for (const pair of query.split("&")) {
    if (pair === "" || nameOf(pair) !== name) continue;
    const equals = pair.indexOf("=");
    return equals < 0 ? "" : decodeForm(pair.slice(equals + 1));
  }
  return undefined;
}

/** Without every parameter of a name; the others stay as they were written. */
export function withoutParameter(query: string, name: string): string {
  return query
    .split("&")
    .filter((pair) => pair !== "" && nameOf(pair) !== name)
    .join("&");
}

/** @param encodedValue as it is to stand in the query */
export function withParameter(query: string, name: string, encodedValue: string): string {
  return `${query === "" ? "" : `${query}&`}${encodeComponent(name)}=${encodedValue}`;
}
