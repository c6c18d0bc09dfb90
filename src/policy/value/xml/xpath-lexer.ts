// The words of XPath 1.0 (W3C recommendation, 3.7).

import { isNamePart, isNameStart, isXmlSpace } from "./xml-characters.ts";
import { xpathError } from "./xml-error.ts";

export type XPathToken = {
  readonly kind: "symbol" | "name" | "number" | "string" | "end";
  /** A name may hold a colon, and end with `:*`. */
  readonly text: string;
};

const pairs = ["//", "::", "..", "!=", "<=", ">="];
const singles = "()[]@,/|+-=<>*.$";

/** @throws ClrException XPathException */
export function lexXPath(text: string): XPathToken[] {
  const tokens: XPathToken[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isXmlSpace(code)) {
      at++;
      continue;
    }
    const token = readToken(text, at, code);
    tokens.push(token.token);
    at = token.end;
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}

type Read = { readonly token: XPathToken; readonly end: number };

function readToken(text: string, at: number, code: number): Read {
  if (code === 34 || code === 39) return readString(text, at);
  if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)))) return readNumber(text, at);
  if (isNameStart(code)) return readName(text, at);
  const pair = text.slice(at, at + 2);
  if (pairs.includes(pair)) return { token: { kind: "symbol", text: pair }, end: at + 2 };
  const single = text[at] ?? "";
  if (singles.includes(single)) return { token: { kind: "symbol", text: single }, end: at + 1 };
  throw xpathError(`'${text}' has an invalid token.`);
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function readString(text: string, at: number): Read {
  const end = text.indexOf(text[at] ?? "", at + 1);
  if (end < 0) throw xpathError("This is an unclosed string.");
  return { token: { kind: "string", text: text.slice(at + 1, end) }, end: end + 1 };
}

function readNumber(text: string, at: number): Read {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  if (text[end] === ".") {
    end++;
    while (isDigit(text.charCodeAt(end))) end++;
  }
  return { token: { kind: "number", text: text.slice(at, end) }, end };
}

function readName(text: string, at: number): Read {
  let end = endOfName(text, at);
  if (text[end] === ":" && text[end + 1] !== ":") {
    const next = end + 1;
    if (text[next] === "*") end = next + 1;
    else if (isNameStart(text.charCodeAt(next))) end = endOfName(text, next);
  }
  return { token: { kind: "name", text: text.slice(at, end) }, end };
}

function endOfName(text: string, at: number): number {
  let end = at + 1;
  while (isNamePart(text.charCodeAt(end))) end++;
  return end;
}
