// System.Net.WebUtility: forms' percent-escapes, and HTML's.

import { namedEntity } from "./html-entities.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Spaces are `+`; letters, digits and `-_.!*()` stay. */
export function urlEncode(text: string): string {
  return text.toWellFormed().replaceAll(/[^A-Za-z0-9\-_.!*()]+/g, (run) => {
    let result = "";
    for (const byte of encoder.encode(run)) {
      result += byte === 32 ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }
    return result;
  });
}

/** What is no escape stays; what is no UTF-8 becomes U+FFFD. */
export function urlDecode(text: string): string {
  return text
    .replaceAll("+", " ")
    .replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
      decoder.decode(Uint8Array.from(run.split("%").slice(1), (pair) => Number.parseInt(pair, 16))),
    );
}

const htmlNames: ReadonlyMap<string, string> = new Map([
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
  ["&", "&amp;"],
]);

/** Markup, Latin-1's upper half, and what lies beyond 16 bits. */
export function htmlEncode(text: string): string {
  return text.replaceAll(
    /[<>"'&\u00a0-\u00ff]|[\ud800-\udfff]|[\u{10000}-\u{10ffff}]/gu,
    (char) => htmlNames.get(char) ?? (isHalf(char) ? "\ufffd" : `&#${char.codePointAt(0)};`),
  );
}

const isHalf = (char: string): boolean => char.length === 1 && char >= "\ud800" && char <= "\udfff";

/** Names and numbers; what is neither stays. */
export function htmlDecode(text: string): string {
  return text.replaceAll(/&([^&;]{1,40});/g, (whole, name: string) => {
    if (!name.startsWith("#")) return namedEntity(name) ?? whole;
    const code = /^#[xX][0-9A-Fa-f]{1,8}$/.test(name)
      ? Number.parseInt(name.slice(2), 16)
      : /^#[0-9]{1,10}$/.test(name)
        ? Number(name.slice(1))
        : -1;
    return characterOf(code) ?? whole;
  });
}

function characterOf(code: number): string | undefined {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code <= 0 || code > 0x10ffff || isSurrogate ? undefined : String.fromCodePoint(code);
}
