// Reads the boundary out of a multipart Content-Type as strictly as ModSecurity does. What is wrong is an
// error or a flag; the boundary that a lenient backend would take is given all the same, so that the body is
// read.

import type { MultipartFlag } from "./parsed-body.ts";

export type Boundary = {
  /** Undefined where there is none that could be looked for. */
  readonly text: string | undefined;
  readonly flags: readonly MultipartFlag[];
  readonly error: string;
};

const MEDIA_TYPE = "multipart/form-data";
const MAX_CONTENT_TYPE = 1024;

/** RFC 2046, section 5.1.1. */
const MAX_BOUNDARY = 70;

const failed = (error: string, text?: string): Boundary => ({
  text,
  flags: [],
  error: `Multipart: ${error}`,
});

export function readBoundary(contentType: string): Boundary {
  if (contentType.length > MAX_CONTENT_TYPE) return failed("the Content-Type is too long");
  const lower = contentType.toLowerCase();
  const lenient = lenientBoundary(contentType);
  if (!lower.startsWith(MEDIA_TYPE)) return failed("the Content-Type is not multipart/form-data", lenient);
  const count = lower.split("boundary").length - 1;
  if (count === 0) return failed("no boundary in the Content-Type");
  if (count > 1 && countParameters(lower) > 1) {
    return failed("more than one boundary in the Content-Type", lenient);
  }
  const start = contentType.indexOf("boundary");
  if (start < 0) return failed("the boundary parameter is not in lower case", lenient);
  return strictBoundary(contentType, start, lenient);
}

function strictBoundary(contentType: string, start: number, lenient: string | undefined): Boundary {
  const flags: MultipartFlag[] = [];
  const between = contentType.slice(MEDIA_TYPE.length, start);
  if (!/^[\t\v\f\r\n ]*;?[\t\v\f\r\n ]*$/u.test(between))
    return failed("the Content-Type is malformed before the boundary", lenient);
  if (!between.includes(";")) flags.push("MISSING_SEMICOLON");
  const equals = contentType.indexOf("=", start);
  const name = contentType.slice(start + "boundary".length, equals);
  if (equals < 0 || name.trim() !== "") return failed("the boundary parameter is malformed", lenient);
  const value = contentType.slice(equals + 1);
  if (name !== "" || /^[\t ]/u.test(value)) flags.push("BOUNDARY_WHITESPACE");
  const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
  if (isQuoted) flags.push("BOUNDARY_QUOTED");
  const text = isQuoted ? value.slice(1, -1) : value;
  const error = textError(text);
  return { text: error === "" ? text : lenient, flags, error };
}

function textError(text: string): string {
  if (text === "") return "Multipart: the boundary is empty";
  if (text.includes('"')) return "Multipart: the boundary is quoted in part";
  if (text.length > MAX_BOUNDARY) return `Multipart: the boundary is longer than ${MAX_BOUNDARY} bytes`;
  const isValid = /^[0-9A-Za-z'()+_,\-./:=? ]*[0-9A-Za-z'()+_,\-./:=?]$/u.test(text);
  return isValid ? "" : "Multipart: the boundary has invalid characters";
}

const countParameters = (lower: string): number =>
  [...lower.matchAll(/boundary/gu)].filter(({ index }) => lower.includes("=", index)).length;

/** What most readers of forms take: the first such parameter, without quotes, up to a semicolon or space. */
function lenientBoundary(contentType: string): string | undefined {
  const found = /boundary\s*=\s*(?:"([^"]+)"?|([^\s;,"]+))/iu.exec(contentType);
  const text = found?.[1] ?? found?.[2];
  return text !== undefined && text.length <= MAX_BOUNDARY ? text : undefined;
}
