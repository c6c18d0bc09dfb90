// The formats of APIs and backends: URLs of services, paths, templates of operations, and keys.

import { isToken } from "#http/field.ts";
import type { Flaw, Format, Parsed } from "./format.ts";

/** A pool is made for the origin; the path is put before that of requests. */
export type ServiceUrl = {
  /** `https://orders.internal` or `https://orders.internal:8443`. */
  readonly origin: string;
  /** Without a slash at its end; empty for none. */
  readonly path: string;
};

const HINT = "write it as in https://orders.internal/api";

function parseServiceUrl(text: string): Parsed<ServiceUrl> {
  const bad = (says: string, hint = HINT): Flaw => ({ code: "bad-url", says, hint });
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return bad("is not an http:// or https:// URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    return { ...bad("holds a user name or password", "write them under `credentials`"), hidesText: true };
  }
  if (/[?#]/.test(text)) return bad("has a query or a fragment", "write parameters under `credentials`");
  if (/^\[?[^\]/]*\]?:0(?:\/|$)/.test(text.replace(/^https?:\/\//i, ""))) return bad("has the port 0");
  return { value: { origin: url.origin, path: url.pathname.replace(/\/+$/, "") } };
}

export const serviceUrl: Format<ServiceUrl> = {
  name: "a URL",
  parse: parseServiceUrl,
  print: ({ origin, path }) => origin + path,
  readsNumbers: false,
};

/** `/orders`, `/shop/orders` or nothing; comes without a slash at its end. */
export const basePath: Format<string> = {
  name: "a path",
  parse: (text) => {
    const hint = "write it as in /orders, and leave it empty for the root";
    if (text === "" || text === "/") return { value: "" };
    if (/[\0-\x20\x7f?#{}*;\\]/.test(text))
      return { code: "bad-path", says: "holds a character that no such path has", hint };
    const path = `/${text.replace(/^\/|\/$/g, "")}`;
    if (/\/(?:\/|\.{1,2}(?:\/|$))/.test(path))
      return { code: "bad-path", says: "is not in normal form", hint };
    return { value: path };
  },
  print: (value) => value,
  readsNumbers: false,
};

const SEGMENT = /^(?:[^{}*?#]*|[^{}*?#]*(?:\{[\w.-]+\}[^{}*?#]*)+)$/;

/** A template as Azure has it; its query, if it has one, names parameters that requests must have. */
export const urlTemplate: Format<string> = {
  name: "a template",
  parse: (text) => {
    const bad = (says: string): Flaw => ({
      code: "bad-template",
      says,
      hint: "write it as in /orders/{id}, or /files/* for everything below",
    });
    if (/[\0-\x20\x7f#]/.test(text)) return bad("holds a blank, a control character or a #");
    const path = text.replace(/\?.*$/s, "");
    if (path !== "" && !path.startsWith("/")) return bad("does not start with a slash");
    const segments = path.split("/").slice(1);
    const last = segments.at(-1) ?? "";
    const isOpen = last === "*" || /^\{\*[\w.-]+\}$/.test(last);
    const closed = isOpen ? segments.slice(0, -1) : segments;
    if (!closed.every((segment) => SEGMENT.test(segment))) return bad("has braces or a * that mean nothing");
    const names = [...path.matchAll(/\{\*?([\w.-]+)\}/g)].map(([, name = ""]) => name.toLowerCase());
    if (new Set(names).size < names.length) return bad("names a parameter twice");
    return { value: text };
  },
  print: (value) => value,
  readsNumbers: false,
};

export const headerName: Format<string> = {
  name: "a header name",
  parse: (text) => {
    if (isToken(text)) return { value: text };
    const hint = "a header name holds letters, digits and - only (RFC 9110 §5.6.2)";
    return { code: "bad-header", says: "is not the name of a header", hint };
  },
  print: (value) => value,
  readsNumbers: false,
};

/** Short keys could be guessed; Azure makes 32 characters. */
export const subscriptionKey: Format<string> = {
  name: "a key",
  parse: (text) => {
    if (/^[\x21-\x7e]{16,256}$/.test(text)) return { value: text };
    const hint = "use 16 to 256 characters of ASCII without blanks, such as 32 random hexadecimal digits";
    return { code: "bad-key", says: "cannot be a key", hint, hidesText: true };
  },
  print: () => "a key",
  readsNumbers: false,
};
