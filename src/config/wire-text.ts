// Texts that go on the wire as they are written: header values and methods. None may hold CR, LF or NUL,
// with which a value would end its line and start another.

import { isToken } from "#http/field.ts";
import { controlFlawOf, type HeaderValueFlaw, headerValueFlaw } from "#http/own-answer.ts";
import type { Flaw, Format, Parsed } from "./format.ts";

const KNOWN_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
const REFUSED_METHODS = ["CONNECT", "TRACE"];

function parseHeaderValue(text: string): Parsed<string> {
  const flaw = headerValueFlaw(text);
  return flaw === undefined ? { value: text } : tellings[flaw];
}

const tellings: Readonly<Record<HeaderValueFlaw, Flaw>> = {
  "line-break": {
    code: "line-break",
    says: "holds a line break or NUL",
    hint: "write it on one line, without |, > or escapes such as \\n",
  },
  control: { code: "bad-header-value", says: "holds a control character", hint: "remove it" },
  "beyond-ascii": {
    code: "bad-header-value",
    says: "holds characters beyond ASCII",
    hint: "header values are ASCII: receivers disagree on how to read anything else",
  },
  "outer-space": {
    code: "bad-header-value",
    says: "starts or ends with white space",
    hint: "white space at the ends is removed before values are compared: leave it out",
  },
};

export function controlFlaw(text: string): Flaw | undefined {
  const flaw = controlFlawOf(text);
  return flaw === undefined ? undefined : tellings[flaw];
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
