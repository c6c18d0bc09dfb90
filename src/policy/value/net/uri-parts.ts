// Takes an absolute URI apart as the .NET Framework's Uri does: what it accepts, and the one form of it.
// `/path` is relative, as on Windows.

import type { UriFault } from "./uri-error.ts";
import { escapePart } from "./uri-escape.ts";
import { type HostKind, readHost } from "./uri-host.ts";

export type UriParts = {
  readonly scheme: string;
  /** `//` stood behind the scheme. */
  readonly hasAuthority: boolean;
  readonly userInfo: string;
  /** In lower case; IPv6 in brackets. */
  readonly host: string;
  readonly hostKind: HostKind;
  /** -1 where neither the text nor the scheme says one. */
  readonly port: number;
  readonly isDefaultPort: boolean;
  /** Escaped, without dot segments. */
  readonly path: string;
  /** With `?`, or empty. */
  readonly query: string;
  /** With `#`, or empty. */
  readonly fragment: string;
};

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ["http", 80],
  ["https", 443],
  ["ws", 80],
  ["wss", 443],
  ["ftp", 21],
  ["gopher", 70],
  ["nntp", 119],
  ["telnet", 23],
  ["ldap", 389],
  ["mailto", 25],
  ["net.tcp", 808],
]);

/** Schemes whose URIs must have a host. */
const needsHost = new Set([
  "http",
  "https",
  "ws",
  "wss",
  "ftp",
  "gopher",
  "nntp",
  "telnet",
  "net.tcp",
  "net.pipe",
]);
/** Schemes in which a backslash is a slash and dot segments mean something. */
const hierarchical = new Set([...needsHost, "file"]);

function defaultPort(scheme: string): number {
  return defaultPorts.get(scheme) ?? -1;
}

/** Whether the text begins as an absolute URI does. */
export function hasScheme(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text.slice(0, 1100));
}

/** The parts, or what is wrong. */
export function readParts(text: string): UriParts | UriFault {
  if (/^[A-Za-z]:/.test(text)) return dosPath(text);
  const [whole = "", name = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text.slice(0, 1100)) ?? [];
  if (whole === "") return /^[^:/?#\\]+:/.test(text) ? "scheme" : "format";
  const scheme = name.toLowerCase();
  const rest = hierarchical.has(scheme) ? slashed(text.slice(whole.length)) : text.slice(whole.length);
  const mail = scheme === "mailto" ? mailAddress(rest) : undefined;
  if (mail !== undefined) return mail;
  if (!rest.startsWith("//")) return needsHost.has(scheme) ? "authority" : opaque(scheme, rest);
  const end = rest.slice(2).search(/[/?#]/);
  const authority = end < 0 ? rest.slice(2) : rest.slice(2, end + 2);
  return withAuthority(scheme, authority, end < 0 ? "" : rest.slice(end + 2));
}

/** `c:\dir`: a file. */
function dosPath(text: string): UriParts | UriFault {
  return /^[A-Za-z]:[\\/]/.test(text) ? readParts(`file:///${text}`) : "drive";
}

/** `mailto:user@host?query` */
function mailAddress(rest: string): UriParts | undefined {
  const { path, query, fragment } = splitTail(rest);
  const at = path.lastIndexOf("@");
  const host = at < 0 ? undefined : readHost(path.slice(at + 1), "mailto");
  if (host === undefined || host.kind === "none") return undefined;
  return {
    ...{ scheme: "mailto", hasAuthority: false, userInfo: escapePart(path.slice(0, at)), host: host.text },
    ...{ hostKind: host.kind, port: defaultPort("mailto"), isDefaultPort: true, path: "" },
    query: escapePart(query),
    fragment: escapePart(fragment),
  };
}

/** Backslashes before the query are slashes. */
function slashed(text: string): string {
  const end = text.search(/[?#]/);
  const path = end < 0 ? text : text.slice(0, end);
  return path.replaceAll("\\", "/") + (end < 0 ? "" : text.slice(end));
}

function opaque(scheme: string, rest: string): UriParts {
  const { path, query, fragment } = splitTail(rest);
  const isFile = scheme === "file";
  return {
    ...{ scheme, hasAuthority: isFile, userInfo: "", host: "", hostKind: isFile ? "basic" : "unknown" },
    ...{ port: defaultPort(scheme), isDefaultPort: true },
    path: isFile ? mergeDots(escapePart(path.startsWith("/") ? path : `/${path}`)) : escapePart(path),
    query: escapePart(query),
    fragment: escapePart(fragment),
  };
}

function withAuthority(scheme: string, authority: string, tail: string): UriParts | UriFault {
  const at = authority.lastIndexOf("@");
  const userInfo = at < 0 ? "" : authority.slice(0, at);
  const found = splitPort(authority.slice(at + 1));
  if (found === undefined) return "port";
  const host = readHost(found.host, scheme);
  if (host === undefined) return "hostname";
  if (host.kind === "none" && needsHost.has(scheme)) return "hostname";
  const { path, query, fragment } = splitTail(tail);
  const usual = defaultPort(scheme);
  const whole = path === "" && hierarchical.has(scheme) ? "/" : path;
  return {
    ...{ scheme, hasAuthority: true, userInfo: escapePart(userInfo), host: host.text },
    hostKind: host.kind === "none" ? "basic" : host.kind,
    port: found.port ?? usual,
    isDefaultPort: found.port === undefined || found.port === usual,
    path: mergeDots(escapePart(whole)),
    query: escapePart(query),
    fragment: escapePart(fragment),
  };
}

/** Undefined for a port that is none. */
function splitPort(text: string): { readonly host: string; readonly port: number | undefined } | undefined {
  const bracket = text.lastIndexOf("]");
  if (text.startsWith("[") && bracket < 0) return { host: text, port: undefined };
  const colon = text.indexOf(":", Math.max(bracket, 0));
  if (colon < 0) return { host: text, port: undefined };
  const digits = text.slice(colon + 1);
  const host = text.slice(0, colon);
  if (digits === "") return { host, port: undefined };
  if (!/^[0-9]{1,10}$/.test(digits) || Number(digits) > 65535) return undefined;
  return { host, port: Number(digits) };
}

function splitTail(text: string): {
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
} {
  const hash = text.indexOf("#");
  const fragment = hash < 0 ? "" : text.slice(hash);
  const before = hash < 0 ? text : text.slice(0, hash);
  const mark = before.indexOf("?");
  return {
    path: mark < 0 ? before : before.slice(0, mark),
    query: mark < 0 ? "" : before.slice(mark),
    fragment,
  };
}

/** RFC 3986, 5.2.4. */
export function mergeDots(path: string): string {
  if (!path.includes("/.")) return path;
  const kept: string[] = [];
  const segments = path.split("/");
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === ".." && kept.length > 1) kept.pop();
    if (segment !== "." && segment !== "..") kept.push(segment);
    else if (isLast) kept.push("");
  }
  return kept.join("/");
}
