// One header field line as received, and the reading of one. Values are latin1 strings: one char is one
// byte. Lines that come again are remembered, secrets excepted, so that the common line is validated once.

import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { ownCopy } from "#kernel/own-copy.ts";
import { FieldCache } from "./field-cache.ts";
import { type FieldKind, fieldKind, isSecretField } from "./field-kind.ts";

export type Field = {
  /** The name as the sender spelled it. */
  readonly name: string;
  /** The name in lower case: what code compares. */
  readonly key: string;
  /** The value without the white space around it (RFC 9110 §5.5). */
  readonly value: string;
  /** The field as we send it on, with its CRLF. */
  readonly wire: string;
  /** The line it was read from, to know it again; empty where it is long, a secret, or ours. */
  readonly line: string;
  /** What the gateway has to know of the field besides passing it on. */
  readonly kind: FieldKind;
  /** `wire` is the line that it was read from and its CRLF, byte for byte. */
  readonly isVerbatim: boolean;
};

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const LONG_CHARS = 128;
const MAX_REMEMBERED_CHARS = 256;
const REMEMBERED_LINES = 4096;

const remembered = new FieldCache(REMEMBERED_LINES);

/** True for a token of RFC 9110 §5.6.2: field names, methods. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** True where the bytes may stand in a field value (RFC 9110 §5.5): no control byte but tab. */
export function isFieldValue(text: string): boolean {
  return (text.length > LONG_CHARS && isPlain(text)) || VALUE.test(text);
}

/** A pattern looks at one byte after the other; what writes JSON finds what it must escape many at a time. */
function isPlain(text: string): boolean {
  return JSON.stringify(text).length === text.length + 2 && !text.includes("\x7f");
}

function readField(line: string, before: Field | undefined): Field | FaultCode {
  if (line.length > MAX_REMEMBERED_CHARS) return parseField(line, before);
  const known = remembered.get(line);
  if (known !== undefined) return known;
  const parsed = parseField(line, before);
  if (typeof parsed === "string" || isSecretField(parsed.key)) return parsed;
  if (!remembered.comesAgain(line)) return parsed;
  // A slice would keep the whole head that it was cut from, secrets included, alive in the cache.
  const copy = ownCopy(line);
  const own = parseField(copy, undefined);
  if (typeof own === "string") return own;
  const field = { ...own, line: copy };
  remembered.set(field);
  return field;
}

/**
 * Reads one field line, without its CRLF (RFC 9112 §5). White space before the colon, folding and control
 * bytes are refused: each is a way to be read differently by the next hop.
 * @param before what the message before it on the same connection had in this place
 */
export function readFieldAfter(before: Field | undefined, line: string): Field | FaultCode {
  return before !== undefined && before.line === line ? before : readField(line, before);
}

/**
 * The length of the line at `at`, without its CRLF, where it is the very line that `before` was read from;
 * below 0 where it is another: what most lines are is found without a search for their end.
 */
export function repeatedLineChars(before: Field | undefined, raw: string, at: number): number {
  if (before === undefined || before.line === "") return -1;
  const { length } = before.line;
  const end = at + length;
  if (raw.charCodeAt(end) !== 0x0d || raw.charCodeAt(end + 1) !== 0x0a) return -1;
  return raw.slice(at, end) === before.line ? length : -1;
}

/** @param before where it has the same name, what its name says is known */
function parseField(line: string, before: Field | undefined): Field | FaultCode {
  const colon = line.indexOf(":");
  if (colon <= 0) return lineFault(line);
  const given = line.slice(0, colon);
  const same = before !== undefined && before.name === given ? before : undefined;
  if (same === undefined && !TOKEN.test(given)) return lineFault(line);
  const value = trimWhiteSpace(line, colon + 1);
  if (!isFieldValue(value)) return lineFault(line);
  const isVerbatim = line.length === colon + 2 + value.length && line.charCodeAt(colon + 1) === 0x20;
  const name = same?.name ?? given;
  const key = same?.key ?? given.toLowerCase();
  const kind = same?.kind ?? fieldKind(key);
  return { name, key, value, wire: `${name}: ${value}\r\n`, line: "", kind, isVerbatim };
}

function lineFault(line: string): FaultCode {
  const first = line.charCodeAt(0);
  if (first === 0x20 || first === 0x09) return "field-folded";
  return line.includes("\r") || line.includes("\n") ? "line-ending-malformed" : "field-malformed";
}

function trimWhiteSpace(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && isWhiteSpace(line.charCodeAt(start))) start++;
  while (end > start && isWhiteSpace(line.charCodeAt(end - 1))) end--;
  return line.slice(start, end);
}

const isWhiteSpace = (code: number): boolean => code === 0x20 || code === 0x09;

/** The value of the first field of a kind, or undefined. Kinds are numbers: cheaper to compare than names. */
export function valueOfKind(fields: readonly Field[], kind: FieldKind): string | undefined {
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (field !== undefined && field.kind === kind) return field.value;
  }
  return undefined;
}

/** Makes a field of ours; the caller vouches that name and value hold no CR, LF or NUL. */
export function makeField(name: string, value: string): Field {
  const key = name.toLowerCase();
  return {
    name,
    key,
    value,
    wire: `${name}: ${value}\r\n`,
    line: "",
    kind: fieldKind(key),
    isVerbatim: false,
  };
}

/** The field with another value. The caller vouches for it as for that of `makeField`. */
export function withValue(field: Field, value: string): Field {
  return { ...field, value, wire: `${field.name}: ${value}\r\n`, line: "" };
}

/** The members of a comma-separated list, trimmed, lower case, empty ones left out (RFC 9110 §5.6.1). */
export function listMembers(value: string): string[] {
  const members: string[] = [];
  for (const part of value.split(",")) {
    // Not `trim`, which takes more bytes for white space than OWS has.
    const member = trimWhiteSpace(part, 0).toLowerCase();
    if (member !== "") members.push(member);
  }
  return members;
}
