// Texts that go on the wire as they are written: header values and methods. None may hold CR, LF or NUL,
// with which a value would end its line and start another.

import { isFieldValue, isToken } from "#http/field.ts";
import type { Format, Parsed } from "./format.ts";

const KNOWN_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
const REFUSED_METHODS = ["CONNECT", "TRACE"];

function parseHeaderValue(text: string): Parsed<string> {
  const flaw = controlFlaw(text);
  if (flaw !== undefined) return flaw;
  if (/[^\0-\x7f]/.test(text)) {
    const hint = "header values are ASCII: receivers disagree on how to read anything else";
    return { code: "bad-header-value", says: "holds characters beyond ASCII", hint };
  }
  if (text.trim() !== text) {
    const hint = "white space at the ends is removed before values are compared: leave it out";
    return { code: "bad-header-value", says: "starts or ends with white space", hint };
  }
  return { value: text };
}

export function controlFlaw(text: string): { code: string; says: string; hint: string } | undefined {
  if (/[\r\n\0]/.test(text)) {
    const hint = "write it on one line, without |, > or escapes such as \\n";
    return { code: "line-break", says: "holds a line break or NUL", hint };
  }
  if (isFieldValue(text.replace(/[^\0-\xff]/g, ""))) return undefined;
  return { code: "bad-header-value", says: "holds a control character", hint: "remove it" };
}

function parseMethod(text: string): Parsed<string> {
  const upper = text.toUpperCase();
  if (REFUSED_METHODS.includes(upper)) {
    const hint = "CONNECT and TRACE are always answered with 501: remove it";
    return { code: "bad-method", says: "never reaches a route", hint };
  }
  if (text !== upper && KNOWN_METHODS.includes(upper)) {
    return {
      code: "bad-method",
      says: "is not in upper case",
      hint: "methods are case-sensitive",
      hintFromText: `write ${upper}`,
    };
  }
  if (isToken(text)) return { value: text };
  return {
    code: "bad-method",
    says: "is not a request method",
    hint: `methods are words such as ${KNOWN_METHODS.join(", ")}`,
  };
}

function parseNodeName(text: string): Parsed<string> {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(text)) return { value: text };
  const hint = "write letters, digits, . _ and -, starting with a letter or digit";
  return { code: "bad-name", says: "cannot be the name of a node", hint };
}

const base = { print: (value: string): string => value, readsNumbers: false };
export const headerValue: Format<string> = { ...base, name: "text", parse: parseHeaderValue };
export const method: Format<string> = { ...base, name: "a request method", parse: parseMethod };
export const nodeName: Format<string> = { ...base, name: "a name", parse: parseNodeName };
