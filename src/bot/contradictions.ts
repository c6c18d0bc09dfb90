// Where a request contradicts the browser that it says it comes from. Each sentence is one signal, and things
// that one cause explains together are one: a proxy that opens TLS changes the whole handshake, somebody who
// changed the User-Agent of a browser changes nothing else. So one alone decides nothing.

import type { Field } from "#http/field.ts";
import { ownCopy } from "#kernel/own-copy.ts";
import type { BrowserFacts } from "./user-agent.ts";

export type BotRequest = {
  readonly userAgent: string;
  readonly fields: readonly Field[];
  readonly method: string;
  /** `HTTP/1.0`, as the request line has it. */
  readonly version: string;
  /** JA4 of the client's own handshake; empty where there is none, or where a hop's is all that is seen. */
  readonly ja4: string;
  /** The client speaks TLS, with us or with a trusted hop that says so. */
  readonly isSecure: boolean;
  /** No trusted hop is between the client and us. */
  readonly isDirect: boolean;
  readonly clientAddress: string;
};

const none: readonly string[] = [];

/** Since when a browser sends `Sec-Fetch-Site` to every https:// place; of older ones nothing is asked. */
const FETCH_METADATA = { chromium: 90, firefox: 90, webkit: 17 } as const;
/** Since when it sends the other headers as it does today, and TLS 1.3. */
const MODERN = { chromium: 90, firefox: 90, webkit: 15 } as const;
/** Brave and others switched client hints off before. */
const CLIENT_HINTS = 110;

type Seen = {
  hasAccept: boolean;
  hasLanguage: boolean;
  hasEncoding: boolean;
  hasFetchSite: boolean;
  isPartial: boolean;
  brands: string;
  platform: string;
};

/** One request at a time is looked at. */
const seen: Seen = {
  hasAccept: false,
  hasLanguage: false,
  hasEncoding: false,
  hasFetchSite: false,
  isPartial: false,
  brands: "",
  platform: "",
};

export function contradictionsOf(browser: BrowserFacts, request: BotRequest): readonly string[] {
  const { family, major, impossible } = browser;
  look(request.fields);
  const found: string[] = [];
  if (impossible !== "") found.push(impossible);
  const isModern = major >= MODERN[family];
  const hop = signOfHop(request, isModern);
  if (hop !== "") found.push(hop);
  const hints = disagreeingHints(browser);
  if (hints !== "") found.push(hints);
  if (isModern && request.method === "GET" && !seen.isPartial) {
    // Who opens a connection may take the encodings out that it does not read.
    if (!seen.hasEncoding && hop === "") found.push("it sends no Accept-Encoding");
    addMissing(browser, request.isSecure, hints, found);
  }
  return found.length === 0 ? none : found;
}

/**
 * What a proxy that opens TLS, or a hop that nobody named, makes of a browser's connection: one signal, for
 * one such box may speak an old protocol and old TLS at once. Empty where there is no sign of one.
 */
function signOfHop({ isDirect, version, ja4 }: BotRequest, isModern: boolean): string {
  if (isDirect && version === "HTTP/1.0") return "no browser speaks HTTP/1.0";
  return isModern ? oldHandshake(ja4) : "";
}

/** Not of an upgrade or a range: what WebSocket and players leave out differs from browser to browser. */
function addMissing(
  { family, major, platform }: BrowserFacts,
  isSecure: boolean,
  hints: string,
  found: string[],
): void {
  if (!seen.hasAccept) found.push("it sends no Accept");
  if (!seen.hasLanguage) found.push("it sends no Accept-Language");
  if (!isSecure) return;
  if (!seen.hasFetchSite && major >= FETCH_METADATA[family]) found.push("it sends no Sec-Fetch-Site");
  const isHinting = family === "chromium" && major >= CLIENT_HINTS && platform !== "other";
  if (isHinting && seen.brands === "" && hints === "") found.push("it sends no Sec-CH-UA");
}

function look(fields: readonly Field[]): void {
  seen.hasAccept = false;
  seen.hasLanguage = false;
  seen.hasEncoding = false;
  seen.hasFetchSite = false;
  seen.isPartial = false;
  seen.brands = "";
  seen.platform = "";
  for (const { key, value } of fields) note(key, value);
}

/** By length first: most fields are none of these, and comparing texts costs more than comparing numbers. */
function note(key: string, value: string): void {
  switch (key.length) {
    case 5:
      if (key === "range") seen.isPartial = true;
      return;
    case 6:
      if (key === "accept") seen.hasAccept = true;
      return;
    case 7:
      if (key === "upgrade") seen.isPartial = true;
      return;
    case 9:
      if (key === "sec-ch-ua") seen.brands = value;
      return;
    case 14:
      if (key === "sec-fetch-site") seen.hasFetchSite = true;
      return;
    case 15:
      if (key === "accept-language") seen.hasLanguage = true;
      else if (key === "accept-encoding") seen.hasEncoding = true;
      return;
    case 18:
      if (key === "sec-ch-ua-platform") seen.platform = value;
  }
}

/**
 * Client hints come from the engine, whatever the User-Agent says. Of systems, Windows and macOS alone are
 * compared: a phone that asks for the page of desktops says Linux.
 */
function disagreeingHints(browser: BrowserFacts): string {
  const { brands } = seen;
  if (brands === "") return "";
  const { family, platform } = browser;
  if (family !== "chromium") return "it sends client hints, which only Chromium does";
  if (nameOtherVersion(brands, browser)) return "its client hints name another version";
  const expected = platform === "windows" ? '"Windows"' : platform === "mac" ? '"macOS"' : "";
  const isOther = expected !== "" && seen.platform !== "" && seen.platform !== expected;
  return isOther ? "its client hints name another system" : "";
}

/** Whoever sends the same User-Agent mostly sends the same hints: they are compared once. */
function nameOtherVersion(brands: string, { major, lastHints }: BrowserFacts): boolean {
  if (brands !== lastHints.brands) {
    // A slice would keep the whole head that it was cut from alive.
    lastHints.brands = brands.length <= MAX_BRANDS_CHARS ? ownCopy(brands) : "";
    lastHints.isOther = brands.includes('"Chromium"') && !brands.includes(`"Chromium";v="${major}"`);
  }
  return lastHints.isOther;
}

/** Longer ones are not remembered. */
const MAX_BRANDS_CHARS = 256;

/** JA4: `t13d1516h2_…`, with the newest version offered and the first protocol of ALPN. */
function oldHandshake(ja4: string): string {
  if (ja4.length < 10 || !ja4.startsWith("t")) return "";
  if (!ja4.startsWith("t13")) return "its TLS is older than the browser";
  return ja4.slice(8, 10) === "00" ? "its TLS offers no protocol (ALPN)" : "";
}
