// Texts with variables, and patterns, as the configuration writes them.

import { isFieldValue, isToken } from "#http/field.ts";
import { FieldKind, fieldKind } from "#http/field-kind.ts";
import { readAuthority } from "#http/host.ts";
import { readTemplate, readVariable, type Template, type Variable, variableList } from "#http/template.ts";
import { compileLinear } from "#kernel/linear-regex.ts";
import type { Flaw, Format, Parsed } from "./format.ts";

/** @param allowed what may stand in the literal parts */
function parseWith(allowed: RegExp, code: string, wrong: string, hint: string) {
  return (text: string): Parsed<Template> => {
    const read = readTemplate(text);
    if ("why" in read) return { code: "bad-template", says: read.why, hint: read.hint };
    const literal = read.filter((part) => typeof part === "string").join("");
    return allowed.test(literal) ? { value: read } : { code, says: wrong, hint };
  };
}

const parseFieldTemplate = parseWith(
  /^[\t\x20-\x7e]*$/,
  "bad-header-value",
  "holds a line break, a control character or a character beyond ASCII",
  "header values are one line of ASCII",
);

const parsePathTemplate = (text: string): Parsed<Template> => {
  if (!text.startsWith("/") && !/^\{(?:path|capture\.[1-9])/.test(text)) {
    const hint = "start it with /, {path}, {path.rest} or {capture.1}";
    return { code: "bad-path", says: "does not start with a slash", hint };
  }
  return parsePathCharacters(text);
};

const parsePathCharacters = parseWith(
  /^[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$/,
  "bad-path",
  "holds a character that a path does not",
  "percent-encode it; what follows a ? is written with `query`",
);

const parseQueryTemplate = parseWith(
  /^[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*$/,
  "bad-query",
  "holds a character that a query does not",
  "percent-encode it; the ? before the query is not written",
);

const parseText = parseWith(/^[^\0]*$/, "bad-template", "holds a NUL", "remove it");

function parseVariable(text: string): Parsed<Variable> {
  const variable = readVariable(text);
  if (variable !== undefined && variable.name !== "capture.*") return { value: variable };
  const bare = text.replace(/[{}]/g, "");
  const hint = `write one of ${variableList.replace(", capture.1", "")}, without braces`;
  const isBraced = bare !== text && readVariable(bare) !== undefined;
  const better = isBraced ? { hintFromText: `write ${bare}` } : {};
  return { code: "bad-variable", says: "is no variable that can be compared", hint, ...better };
}

function parseRegex(text: string): Parsed<string> {
  if (/[^\0-\x7f]/.test(text)) {
    const hint = "bytes are compared: write . or a class such as [^/] for what lies beyond ASCII";
    return { code: "bad-pattern", says: "holds characters beyond ASCII", hint };
  }
  const compiled = compileLinear(text, false);
  if (typeof compiled !== "string") return { value: text };
  const hint = "patterns are RE2's: no look-around and no back-references, so that no input can take long";
  return { code: "bad-pattern", says: compiled, hint };
}

const changeable: ReadonlySet<FieldKind> = new Set([
  FieldKind.plain,
  FieldKind.userAgent,
  FieldKind.referer,
  FieldKind.setCookie,
]);

/** What is wrong with changing a field of this name; undefined where it can be changed. */
export function changeFlaw(name: string): Flaw | undefined {
  if (!isToken(name) || !isFieldValue(name)) {
    const hint = "a header name holds letters, digits and - only (RFC 9110 §5.6.2)";
    return { code: "bad-name", says: "is not a header name", hint };
  }
  const kind = fieldKind(name.toLowerCase());
  if (changeable.has(kind)) return undefined;
  return { code: "protected-header", says: "is not for the configuration to change", hint: hintOf(kind) };
}

function hintOf(kind: FieldKind): string {
  if (kind === FieldKind.host) return "write request.host";
  if (kind === FieldKind.date) return "the date is the backend's, or ours where it gave none";
  if (kind === FieldKind.contentLength || kind === FieldKind.transferEncoding) {
    return "the gateway frames every message itself: another framing than its own is request smuggling";
  }
  if (kind === FieldKind.forwarded || kind === FieldKind.via || kind === FieldKind.alias) {
    return "it tells the way the request came, and the gateway writes it: see `trustedHops`";
  }
  if (kind === FieldKind.requestId || kind === FieldKind.traceparent) {
    return "the gateway writes it: use a name of your own with {request.id}";
  }
  return "it belongs to one connection and is never passed on (RFC 9110 §7.6.1)";
}

function parseChangeable(text: string): Parsed<string> {
  return changeFlaw(text) ?? { value: text };
}

/** `pool`, or the host with its port that the backend is to be asked for. */
function parseForwardHost(text: string): Parsed<string> {
  if (text === "pool" || readAuthority(text) !== undefined) return { value: text.toLowerCase() };
  const hint = "write `pool` for the address of the pool's first member, or a host name with or without port";
  return { code: "bad-host", says: "is not a host", hint };
}

function parseOperand(text: string): Parsed<string> {
  return { value: text };
}

const template = { print: (): string => "a text with variables", readsNumbers: true };
const plain = { print: (value: string): string => value, readsNumbers: false };
export const fieldTemplate: Format<Template> = { ...template, name: "text", parse: parseFieldTemplate };
export const pathTemplate: Format<Template> = { ...template, name: "a path", parse: parsePathTemplate };
export const queryTemplate: Format<Template> = { ...template, name: "a query", parse: parseQueryTemplate };
export const textTemplate: Format<Template> = { ...template, name: "text", parse: parseText };
export const variable: Format<Variable> = {
  name: "a variable",
  parse: parseVariable,
  print: ({ name, key }) => name.replace("*", key),
  readsNumbers: false,
};
export const regex: Format<string> = { ...plain, name: "a regular expression", parse: parseRegex };
export const changeableHeader: Format<string> = { ...plain, name: "a header name", parse: parseChangeable };
export const forwardHost: Format<string> = { ...plain, name: "a host", parse: parseForwardHost };
export const operand: Format<string> = { ...plain, name: "text", readsNumbers: true, parse: parseOperand };
