// Percent-escapes: EscapeDataString, EscapeUriString, UnescapeDataString, and what Uri itself escapes. As the
// .NET Framework 4.5 has it: RFC 3986's unreserved characters stay.

import { uriError } from "./uri-error.ts";

const encoder = new TextEncoder();

function escapeMatches(text: string, escaped: RegExp): string {
  if (!text.isWellFormed()) throw uriError("sequence");
  return text.replaceAll(escaped, percent);
}

function percent(text: string): string {
  let result = "";
  for (const byte of encoder.encode(text)) result += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  return result;
}

/** Everything but unreserved characters.
 * @throws ClrException UriFormatException for half a surrogate pair */
export function escapeData(text: string): string {
  return escapeMatches(text, /[^A-Za-z0-9\-_.~]+/g);
}

/** Everything but unreserved and reserved characters; `%` too.
 * @throws ClrException UriFormatException for half a surrogate pair */
export function escapeUri(text: string): string {
  return escapeMatches(text, /[^A-Za-z0-9\-_.~:/?#[\]@!$&'()*+,;=]+/g);
}

/** What a Uri escapes in its parts. Escapes that stand there stay, but for those that nobody needs. */
export function escapePart(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-_.~:/?#[\]@!$&'()*+,;=%]+/g, percent)
    .replaceAll(/%(?:2[DE]|3[0-9]|[46][1-9A-F]|[57][0-9A]|5F|7E)/gi, unreserved);
}

/** RFC 3986, 2.3. */
function unreserved(escaped: string): string {
  return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Runs of escapes that are UTF-8 become characters; those that are not stay.
 * `keeps`: characters that stay escaped. */
export function unescapeText(text: string, keeps?: (char: string) => boolean): string {
  if (!text.includes("%")) return text;
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) => decodeRun(run, keeps));
}

function decodeRun(run: string, keeps: ((char: string) => boolean) | undefined): string {
  const bytes = Uint8Array.from(run.split("%").slice(1), (pair) => Number.parseInt(pair, 16));
  let result = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    const raw = run.slice(at * 3, (at + Math.max(length, 1)) * 3);
    const char = length === 0 ? undefined : decodeOne(bytes.subarray(at, at + length));
    if (char === undefined) {
      result += run.slice(at * 3, at * 3 + 3).toUpperCase();
      at += 1;
      continue;
    }
    result += keeps?.(char) === true ? raw : char;
    at += length;
  }
  return result;
}

/** Bytes of the UTF-8 sequence that begins at `at`; 0 where none can. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  return at + length <= bytes.length ? length : 0;
}

function decodeOne(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    // Not UTF-8: the escape stays.
    return undefined;
  }
}
