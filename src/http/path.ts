// Brings a request path into the one form that is both matched and forwarded, so that no backend reads
// another path than the one that was decided on (RFC 3986 §6.2.2, and the tricks known to part readers).

import type { FaultCode } from "#kernel/fault-catalogue.ts";

/** What a site makes of the spellings that servers read differently. */
export type PathRules = {
  /** `%2F`, `%5C` and `\`: read as a slash, kept as `%2F`, or refused. */
  readonly encodedSlashes: "decode" | "keep" | "reject";
  /** `%252e`: decoded until it is stable (three times at most), kept, or refused. */
  readonly doubleEncoding: "decode" | "keep" | "reject";
  /** `;name=value` in a segment: cut off, kept, or refused. */
  readonly parameters: "strip" | "keep" | "reject";
  readonly mergeSlashes: boolean;
  /** Routes match without regard to case, and the route's own spelling is forwarded. */
  readonly ignoreCase: boolean;
};

export const defaultPathRules: PathRules = {
  encodedSlashes: "decode",
  doubleEncoding: "decode",
  parameters: "strip",
  mergeSlashes: true,
  ignoreCase: true,
};

export type NormalPath = { readonly path: string; readonly query: string };

// Segments of plain characters, none of which starts with a dot: nothing to do. No nested repetition.
const PLAIN = /^(?:\/[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9._~!$&'()*+,=:@-]*)*\/?$/;
const MAX_DECODINGS = 3;
const ENCODED = /%[0-9A-Fa-f]{2}/;
const BROKEN_ENCODING = /%(?![0-9A-Fa-f]{2})/;

/**
 * Splits off the query (with its `?`; empty where there is none) and normalises the path before it. In the
 * query only bytes that no URI may hold are encoded (RFC 3986 §2): a strict backend would refuse them raw.
 */
export function normaliseTarget(pathAndQuery: string, rules: PathRules): NormalPath | FaultCode {
  const mark = pathAndQuery.indexOf("?");
  const raw = mark < 0 ? pathAndQuery : pathAndQuery.slice(0, mark);
  const query = mark < 0 ? "" : encodeHighBytes(pathAndQuery.slice(mark));
  if (PLAIN.test(raw) || raw === "*") return { path: raw, query };
  const path = normalisePath(raw, rules);
  return typeof path === "string" && path.startsWith("/") ? { path, query } : faultOf(path);
}

const HIGH_BYTE = /[\x80-\xff]/;

function encodeHighBytes(query: string): string {
  return HIGH_BYTE.test(query) ? query.replace(/[\x80-\xff]/g, percentEncoded) : query;
}

function percentEncoded(char: string): string {
  const code = char.charCodeAt(0);
  return `%${code < 16 ? "0" : ""}${code.toString(16).toUpperCase()}`;
}

type Flaw = { readonly fault: FaultCode };
const flaw = (fault: FaultCode): Flaw => ({ fault });
const faultOf = (path: string | Flaw): FaultCode =>
  typeof path === "string" ? "path-malformed" : path.fault;

function normalisePath(raw: string, rules: PathRules): string | Flaw {
  const decoded = decodeRounds(raw, rules);
  if (typeof decoded !== "string") return decoded;
  const slashes = readSlashes(decoded, rules);
  if (typeof slashes !== "string") return slashes;
  const bare = readParameters(slashes, rules);
  if (typeof bare !== "string") return bare;
  return encodeSegments(removeDotSegments(bare, rules), rules);
}

// Inside this file a decoded path holds each byte as itself; these stand for the bytes that must stay
// apart from a delimiter of the same spelling. They lie outside latin1 and cannot come from the wire.
const KEPT_SLASH = "\u0100";
const KEPT_PERCENT = "\u0101";
const KEPT_SEMICOLON = "\u0102";
const ENCODED_SLASH = "\u0103";

/** One round undoes the client's own encoding; what is then still encoded was encoded twice. */
function decodeRounds(raw: string, rules: PathRules): string | Flaw {
  if (BROKEN_ENCODING.test(raw)) return flaw("path-malformed");
  let path = decodeOnce(raw);
  if (path.includes("\0")) return flaw("path-malformed");
  if (!ENCODED.test(path)) return keepPercents(path);
  if (rules.doubleEncoding === "reject") return flaw("double-encoding");
  if (rules.doubleEncoding === "keep") return keepPercents(path);
  for (let round = 1; ENCODED.test(path); round++) {
    if (round === MAX_DECODINGS) return flaw("double-encoding");
    path = decodeOnce(path);
    if (path.includes("\0")) return flaw("path-malformed");
  }
  return keepPercents(path);
}

const keepPercents = (path: string): string => path.replaceAll("%", KEPT_PERCENT);

function decodeOnce(path: string): string {
  return path.replace(/%[0-9A-Fa-f]{2}/g, (triplet) => {
    const code = Number.parseInt(triplet.slice(1), 16);
    if (code === 0x2f || code === 0x5c) return ENCODED_SLASH;
    if (code === 0x3b) return KEPT_SEMICOLON;
    return String.fromCharCode(code);
  });
}

function readSlashes(path: string, rules: PathRules): string | Flaw {
  const has = path.includes(ENCODED_SLASH) || path.includes("\\");
  if (!has) return path;
  if (rules.encodedSlashes === "reject") return flaw("encoded-slash");
  const as = rules.encodedSlashes === "decode" ? "/" : KEPT_SLASH;
  return path.replaceAll(ENCODED_SLASH, as).replaceAll("\\", as);
}

/** Tomcat and its kin cut `;…` off each segment before they look at it: `/a/..;/b` is `/b` to them. */
function readParameters(path: string, rules: PathRules): string | Flaw {
  const has = path.includes(";") || path.includes(KEPT_SEMICOLON);
  if (!has || rules.parameters === "keep") return path;
  if (rules.parameters === "reject") return flaw("path-parameters");
  return path.split("/").map(withoutParameters).join("/");
}

/** RFC 3986 §5.2.4; above the root there is nothing, so `..` stays at it. A kept `%2F` parts segments too. */
function removeDotSegments(path: string, rules: PathRules): string {
  const segments = path.slice(1).split("/");
  const out: string[] = [];
  const last = segments.length - 1;
  segments.forEach((segment, i) => {
    const name = withoutParameters(segment);
    if (name === "..") out.pop();
    if (isDotSegment(name)) {
      if (i === last) out.push("");
    } else if (segment !== "" || i === last || !rules.mergeSlashes) out.push(segment);
  });
  return `/${out.join("/")}`;
}

/** Unreserved and path characters stand as themselves, all else as upper-case percent-encodings. */
function encodeSegments(path: string, rules: PathRules): string | Flaw {
  if (rules.encodedSlashes === "keep" && hidesDotSegment(path)) return flaw("encoded-slash");
  return path.replace(/[^A-Za-z0-9._~!$&'()*+,;=:@/-]/g, (char) => {
    if (char === KEPT_SLASH) return "%2F";
    if (char === KEPT_PERCENT) return "%25";
    if (char === KEPT_SEMICOLON) return "%3B";
    return percentEncoded(char);
  });
}

/** `a%2F..%2Fb`: a backend that decodes first would climb out of the route that was decided on. */
function hidesDotSegment(path: string): boolean {
  if (!path.includes(KEPT_SLASH)) return false;
  return path.split(/[/\u0100]/).some((part) => isDotSegment(withoutParameters(part)));
}

const withoutParameters = (segment: string): string => segment.replace(/[;\u0102][^]*$/, "");
const isDotSegment = (name: string): boolean => name === "." || name === "..";
