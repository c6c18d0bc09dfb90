// Whether a literal value is what its attribute or element takes.

import { parseAddress } from "#kernel/address.ts";
import { nearest } from "#kernel/nearest.ts";
import type { LiteralType } from "../statement/schema.ts";

export type LiteralMistake = { readonly message: string; readonly hint: string };

/** @param text without the white space around it */
export function literalMistake(takes: LiteralType, text: string): LiteralMistake | undefined {
  switch (takes.kind) {
    case "one-of":
      return takes.values.includes(text) ? undefined : notOneOf(takes.values, text);
    case "integer":
      return notInteger(takes, text);
    case "number":
      return notNumber(takes, text);
    case "text":
      return undefined;
    default:
      return forms[takes.kind].isRight(text) ? undefined : wrongForm(text, forms[takes.kind]);
  }
}

/** What stands in the reference for a type, and in hints. */
export function literalTypeText(takes: LiteralType): string {
  switch (takes.kind) {
    case "one-of":
      return takes.values.join(", ");
    case "integer":
      return integerText(takes);
    case "number":
      return takes.max === Number.MAX_VALUE ? "number" : `number from ${takes.min} to ${takes.max}`;
    case "text":
      return "text";
    default:
      return forms[takes.kind].name;
  }
}

type Form = { readonly name: string; readonly example: string; readonly isRight: (text: string) => boolean };

const forms: Readonly<Record<FormKind, Form>> = {
  bool: { name: "true or false", example: "true", isRight: (text) => /^(?:true|false)$/i.test(text) },
  url: { name: "a URL", example: "https://api.example.com/path", isRight: isWebAddress },
  "proxy-url": {
    name: "the URL of an HTTP proxy",
    example: "http://proxy.example.com:3128",
    isRight: isProxyAddress,
  },
  address: {
    name: "an IP address",
    example: "192.0.2.7",
    isRight: (text) => parseAddress(text) !== undefined,
  },
  "date-time": {
    name: "a date and time",
    example: "2026-01-31T00:00:00Z",
    isRight: (text) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text)),
  },
  "header-name": {
    name: "the name of a header",
    example: "X-Request-Id",
    // RFC 9110, section 5.6.2 (token).
    isRight: (text) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text),
  },
  "variable-name": { name: "the name of a variable", example: "tenant", isRight: (text) => text !== "" },
  "uri-template": {
    name: "a path",
    example: "/v2/items/{id}",
    isRight: (text) => text !== "" && !/@[({]/.test(text),
  },
};

type FormKind = Exclude<LiteralType["kind"], "one-of" | "integer" | "number" | "text">;

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?(?:Z|[+-]\d\d:\d\d)?$/;

function isWebAddress(text: string): boolean {
  const scheme = URL.parse(text)?.protocol;
  return scheme === "http:" || scheme === "https:";
}

/** A way to the proxy through TLS is not Azure's either; credentials have attributes of their own. */
function isProxyAddress(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "http:" && url.href === `${url.origin}/`;
}

function wrongForm(text: string, { name, example }: Form): LiteralMistake {
  return { message: `${quoted(text)} is not ${name}`, hint: `write it like ${example}` };
}

function notOneOf(values: readonly string[], text: string): LiteralMistake {
  const near = nearest(text, values);
  const choice = values.length === 1 ? `write ${values[0]}` : `write one of ${values.join(", ")}`;
  return {
    message: `${quoted(text)} is none of the values that there are`,
    hint: near === undefined ? choice : `did you mean ${near}?`,
  };
}

type IntegerType = LiteralType & { readonly kind: "integer" };

function notInteger(takes: IntegerType, text: string): LiteralMistake | undefined {
  const isInteger = /^-?\d{1,16}$/.test(text);
  const value = Number(text);
  if (isInteger && value >= takes.min && value <= takes.max) return undefined;
  if (isInteger && takes.orZero && value === 0) return undefined;
  const hint = `write ${integerText(takes)}`;
  return isInteger
    ? { message: `${text} is out of range`, hint }
    : { message: `${quoted(text)} is no integer`, hint };
}

function integerText({ min, max, orZero }: IntegerType): string {
  const range = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
  return `an integer ${range}${orZero ? ", or 0" : ""}`;
}

function notNumber(
  takes: LiteralType & { readonly kind: "number" },
  text: string,
): LiteralMistake | undefined {
  const isNumber = /^-?\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?$/.test(text);
  if (isNumber && Number(text) >= takes.min && Number(text) <= takes.max) return undefined;
  const hint = `write a ${literalTypeText(takes)}`;
  return isNumber
    ? { message: `${text} is out of range`, hint }
    : { message: `${quoted(text)} is no number`, hint };
}

const LONGEST_QUOTE = 40;

function quoted(text: string): string {
  return text.length > LONGEST_QUOTE ? `"${text.slice(0, LONGEST_QUOTE)}…"` : `"${text}"`;
}
