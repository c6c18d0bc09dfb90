// Reads a Cookie header into names and values (REQUEST_COOKIES, REQUEST_COOKIES_NAMES), without
// percent-decoding. ModSecurity drops a cookie without a name; it is kept here, because browsers send such
// cookies and backends differ in what they make of them.

import type { Pairs } from "./parsed-body.ts";

/** SecCookieFormat: 0 is what browsers send, 1 is RFC 2109 with `$Version`, quotes and commas. */
export type CookieFormat = 0 | 1;

const EQUALS = 61;

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

export function parseCookies(header: string, format: CookieFormat = 0): Pairs {
  return format === 1 ? parseVersion1(header) : parseVersion0(header);
}

function parseVersion0(header: string): Pairs {
  const names: string[] = [];
  const values: string[] = [];
  const end = trimmedEnd(header, 0, header.length);
  for (let start = 0; start < end; ) {
    const semicolon = header.indexOf(";", start);
    const stop = semicolon < 0 || semicolon > end ? end : semicolon;
    addCookie(header, start, stop, names, values);
    start = stop + 1;
  }
  return { names, values };
}

function addCookie(header: string, from: number, stop: number, names: string[], values: string[]): void {
  const start = trimmedStart(header, from, stop);
  if (start === stop) return;
  // Not indexOf: without a `=` in the rest, each cookie would read to the end of the header.
  let equals = start;
  while (equals < stop && header.charCodeAt(equals) !== EQUALS) equals++;
  names.push(header.slice(start, equals));
  values.push(header.slice(Math.min(equals + 1, stop), stop));
}

/** Attributes (`$Path`) are named after their cookie, so that they stay apart: `$sid_Path`. */
function parseVersion1(header: string): Pairs {
  const names: string[] = [];
  const values: string[] = [];
  let cookie: string | undefined;
  for (let at = 0; at < header.length; ) {
    const nameStart = trimmedStart(header, at, header.length);
    const nameEnd = endOf(header, nameStart, "=;,");
    const value = header[nameEnd] === "=" ? valueAt(header, nameEnd + 1) : { text: "", end: nameEnd };
    const name = header.slice(nameStart, trimmedEnd(header, nameStart, nameEnd));
    at = value.end + 1;
    if (name === "" && value.text === "") continue;
    const isAttribute = name.startsWith("$");
    if (!isAttribute) cookie = name;
    names.push(isAttribute && cookie !== undefined ? `$${cookie}_${name.slice(1)}` : name);
    values.push(value.text);
  }
  return { names, values };
}

/** A value in quotes may hold separators; `end` is at the separator behind it. */
function valueAt(header: string, from: number): { readonly text: string; readonly end: number } {
  const start = trimmedStart(header, from, header.length);
  const closing = header[start] === '"' ? closingQuote(header, start) : -1;
  if (closing >= 0) return { text: header.slice(start + 1, closing), end: endOf(header, closing, ";,") };
  const end = endOf(header, start, ";,");
  return { text: header.slice(start, trimmedEnd(header, start, end)), end };
}

function closingQuote(header: string, opening: number): number {
  for (let i = opening + 1; i < header.length; i++) {
    if (header[i] === "\\") i++;
    else if (header[i] === '"') return i;
  }
  return -1;
}

function endOf(header: string, from: number, stops: string): number {
  let end = from;
  while (end < header.length && !stops.includes(header.charAt(end))) end++;
  return end;
}

function trimmedStart(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}
