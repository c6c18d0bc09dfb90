// System.Uri as expressions see it.

import { defineType, type Members } from "../../type/type-definition.ts";
import { stringType } from "../../type/well-known.ts";
import { ClrArray, type Ref } from "../boxed.ts";
import { argumentException, argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { authorityText, Uri, uriKinds } from "./uri.ts";
import { relativeUriError, type UriFault, uriError } from "./uri-error.ts";
import { escapeData, escapeUri, unescapeText } from "./uri-escape.ts";
import { hasScheme } from "./uri-parts.ts";
import { isBaseOf, relativeUri, resolveUri } from "./uri-relation.ts";

type Text = string | null;

export const hostNameTypes = { Unknown: 0, Basic: 1, Dns: 2, IPv4: 3, IPv6: 4 } as const;
export const uriPartials = { Scheme: 0, Authority: 1, Path: 2, Query: 3 } as const;

const kindNumbers = { unknown: 0, basic: 1, dns: 2, ipv4: 3, ipv6: 4, none: 1 } as const;

function charge(run: Run, text: string): void {
  run.spend(1 + (text.length >> 2));
  run.allocate(64 + text.length * 4);
}

/** @throws ClrException UriFormatException */
function required(read: Uri | UriFault): Uri {
  if (read instanceof Uri) return read;
  throw uriError(read);
}

/** @throws ClrException ArgumentNullException, ArgumentException, UriFormatException */
export function makeUri(run: Run, text: Text, kind: number = uriKinds.Absolute): Uri {
  if (text === null) throw argumentNull("uriString");
  if (kind < 0 || kind > 2) {
    throw argumentException(`The value '${kind}' passed for the UriKind parameter is invalid.`);
  }
  charge(run, text);
  const read = Uri.read(text, kind);
  if (read === "format" && kind === uriKinds.Relative) throw uriError("absolute");
  return required(read);
}

function resolve(run: Run, base: Uri | null, reference: Text | Uri): Uri {
  if (base === null) throw argumentNull("baseUri");
  if (!base.isAbsolute)
    throw argumentOutOfRange("baseUri", "Specified argument was out of the range of valid values.");
  const text = reference instanceof Uri ? reference.original : (reference ?? "");
  charge(run, base.original + text);
  return required(resolveUri(base, text));
}

function tryCreate(run: Run, text: Text, kind: number, result: Ref): boolean {
  result.value = null;
  if (text === null) return false;
  charge(run, text);
  const read = Uri.read(text, kind);
  if (read instanceof Uri) result.value = read;
  return read instanceof Uri;
}

function tryResolve(run: Run, base: Uri | null, reference: Text, result: Ref): boolean {
  result.value = null;
  if (base === null || !base.isAbsolute || reference === null) return false;
  charge(run, base.original + reference);
  const read = resolveUri(base, reference);
  if (read instanceof Uri) result.value = read;
  return read instanceof Uri;
}

function isWellFormed(run: Run, text: Text, kind: number): boolean {
  if (text === null) return false;
  charge(run, text);
  const read = Uri.read(text, kind);
  if (!(read instanceof Uri)) return false;
  if (!/^(?:[A-Za-z0-9\-_.~:/?#[\]@!$&'()*+,;=\u00a0-\uffff]|%[0-9A-Fa-f]{2})*$/.test(text)) return false;
  return !read.isAbsolute || read.absoluteUri.startsWith(text.slice(0, text.indexOf(":")).toLowerCase());
}

function leftPart(_run: Run, uri: Uri, part: number): string {
  const { parts } = uri;
  const scheme = parts.hasAuthority ? `${parts.scheme}://` : `${parts.scheme}:`;
  switch (part) {
    case uriPartials.Scheme:
      return scheme;
    case uriPartials.Authority:
      return parts.hasAuthority ? authorityText(parts) : "";
    case uriPartials.Path:
      return authorityText(parts) + parts.path;
    case uriPartials.Query:
      return authorityText(parts) + parts.path + parts.query;
    default:
      throw argumentException("part", "part");
  }
}

const properties: Members = {
  "string AbsolutePath": (_run: Run, uri: Uri) => uri.absolutePath,
  "string AbsoluteUri": (_run: Run, uri: Uri) => uri.absoluteUri,
  "string Authority": (_run: Run, uri: Uri) => uri.authority,
  "string DnsSafeHost": (_run: Run, uri: Uri) => uri.parts.host.replace(/^\[(.*)\]$/, "$1"),
  "string IdnHost": (_run: Run, uri: Uri) => uri.parts.host.replace(/^\[(.*)\]$/, "$1"),
  "string Fragment": (_run: Run, uri: Uri) => uri.parts.fragment,
  "string Host": (_run: Run, uri: Uri) => uri.parts.host,
  "UriHostNameType HostNameType": (_run: Run, uri: Uri) => kindNumbers[uri.parts.hostKind],
  "bool IsAbsoluteUri": (_run: Run, uri: Uri) => uri.isAbsolute,
  "bool IsDefaultPort": (_run: Run, uri: Uri) => uri.parts.isDefaultPort,
  "bool IsFile": (_run: Run, uri: Uri) => uri.parts.scheme === "file",
  "bool IsUnc": (_run: Run, uri: Uri) => uri.parts.scheme === "file" && uri.parts.host !== "",
  "bool IsLoopback": (_run: Run, uri: Uri) => uri.isLoopback,
  "string LocalPath": (_run: Run, uri: Uri) => uri.localPath,
  "string OriginalString": (_run: Run, uri: Uri) => uri.original,
  "string PathAndQuery": (_run: Run, uri: Uri) => uri.absolutePath + uri.parts.query,
  "int Port": (_run: Run, uri: Uri) => uri.parts.port,
  "string Query": (_run: Run, uri: Uri) => uri.parts.query,
  "string Scheme": (_run: Run, uri: Uri) => uri.parts.scheme,
  "string[] Segments": (_run: Run, uri: Uri) => new ClrArray(stringType, uri.segments),
  "string UserInfo": (_run: Run, uri: Uri) => uri.parts.userInfo,
};

const statics: Members = {
  "static bool TryCreate(string uriString, UriKind uriKind, out Uri result)": tryCreate,
  "static bool TryCreate(Uri baseUri, string relativeUri, out Uri result)": tryResolve,
  "static bool IsWellFormedUriString(string uriString, UriKind uriKind)": isWellFormed,
  "static string EscapeDataString(string stringToEscape)": escaping("stringToEscape", escapeData),
  "static string EscapeUriString(string stringToEscape)": escaping("stringToEscape", escapeUri),
  "static string UnescapeDataString(string stringToUnescape)": escaping("stringToUnescape", unescapeText),
  "static bool CheckSchemeName(string schemeName)": (_run: Run, name: Text) =>
    name !== null && hasScheme(`${name}:`) && !name.includes(":"),
  "static string UriSchemeHttp": () => "http",
  "static string UriSchemeHttps": () => "https",
  "static string SchemeDelimiter": () => "://",
  "static bool operator ==(Uri uri1, Uri uri2)": (_run: Run, a: Uri | null, b: Uri | null) => areEqual(a, b),
  "static bool operator !=(Uri uri1, Uri uri2)": (_run: Run, a: Uri | null, b: Uri | null) => !areEqual(a, b),
};

function areEqual(a: Uri | null, b: Uri | null): boolean {
  return a === b || (a !== null && b !== null && a.equals(b));
}

/** Escaping makes a text of up to nine times its length. */
function escaping(parameter: string, code: (text: string) => string): (run: Run, text: Text) => string {
  return (run, text) => {
    if (text === null) throw argumentNull(parameter);
    run.spend(text.length);
    run.allocate(text.length * 2);
    const result = code(text);
    run.allocate(result.length * 2);
    return result;
  };
}

export const uriDefinition = defineType({
  name: "System.Uri",
  kind: "class",
  isInstance: (value) => value instanceof Uri,
  members: {
    "new(string uriString)": (run: Run, text: Text) => makeUri(run, text),
    "new(string uriString, UriKind uriKind)": makeUri,
    "new(Uri baseUri, string relativeUri)": resolve,
    "new(Uri baseUri, Uri relativeUri)": resolve,
    ...statics,
    ...properties,
    "string GetLeftPart(UriPartial part)": leftPart,
    "Uri MakeRelativeUri(Uri uri)": (_run: Run, base: Uri, target: Uri | null) => {
      if (target === null) throw argumentNull("uri");
      if (!base.isAbsolute || !target.isAbsolute) throw relativeUriError();
      return relativeUri(base, target);
    },
    "bool IsBaseOf(Uri uri)": (_run: Run, base: Uri, other: Uri | null) => {
      if (other === null) throw argumentNull("uri");
      return base.isAbsolute && other.isAbsolute && isBaseOf(base, other);
    },
    "string ToString()": (_run: Run, uri: Uri) => uri.toString(),
    "bool Equals(object comparand)": (_run: Run, uri: Uri, other: unknown) =>
      typeof other === "string" ? areEqual(uri, Uri.parse(other) ?? null) : uri.equals(other),
  },
});
