// Reads the Content-Disposition of a part of a form as ModSecurity does: form-data with `name` and
// `filename`, in quotes or as tokens, `\` escaping the quote and itself alone (Internet Explorer sends paths
// unescaped). What is wrong is an error; name and file name are given as far as they can be read.

import { percentDecode } from "./percent-decode.ts";

export type ContentDisposition = {
  readonly name: string;
  readonly fileName: string;
  /** Single quotes, or something right behind a closing quote. */
  readonly hasInvalidQuoting: boolean;
  /** `filename*`, which RFC 7578 (section 4.2) forbids in forms and readers take or leave. */
  readonly hasExtendedFileName: boolean;
  readonly error: string;
};

type Parameter = {
  readonly name: string;
  readonly value: string;
  readonly end: number;
  readonly isWellQuoted: boolean;
  readonly error: string;
};

type Draft = { -readonly [K in keyof ContentDisposition]: ContentDisposition[K] };

const isBlank = (code: number): boolean => code === 32 || code === 9;

export function readContentDisposition(value: string): ContentDisposition {
  const found: Draft = {
    name: "",
    fileName: "",
    hasInvalidQuoting: false,
    hasExtendedFileName: false,
    error: value.startsWith("form-data") ? "" : "it is not form-data",
  };
  const first = /^[^;\s]*[ \t]*/u.exec(value)?.[0] ?? "";
  if (first.trimEnd() !== "form-data") note(found, "it is not form-data");
  let extended: string | undefined;
  const seen = new Set<string>();
  for (let at = first.length; at < value.length; ) {
    if (value[at] !== ";") {
      note(found, "a semicolon was expected");
      at = value.indexOf(";", at);
      if (at < 0) break;
    }
    if (at + 1 === value.length) break;
    const parameter = readParameter(value, skipBlanks(value, at + 1));
    if (parameter.error !== "") note(found, parameter.error);
    if (!parameter.isWellQuoted) found.hasInvalidQuoting = true;
    if (parameter.name.toLowerCase() === "filename*") extended = parameter.value;
    else takeParameter(found, parameter, seen);
    at = skipBlanks(value, parameter.end);
  }
  if (extended !== undefined) takeExtended(found, extended);
  // Readers that only look for the characters see no file where we see one.
  else if (found.fileName !== "" && !value.includes("filename=")) note(found, "the file name is malformed");
  return found;
}

/** The first error is the one that is told. */
function note(found: Draft, error: string): void {
  if (found.error === "") found.error = error;
}

function takeParameter(found: Draft, { name, value }: Parameter, seen: Set<string>): void {
  const key = name.toLowerCase();
  if (key !== "name" && key !== "filename") {
    note(found, "it has an unknown parameter");
    return;
  }
  if (key !== name) note(found, "a parameter is not in lower case");
  if (value.includes("'")) found.hasInvalidQuoting = true;
  if (seen.has(key)) note(found, `it has ${key} twice`);
  const isTaken = (key === "name" ? found.name : found.fileName) !== "";
  seen.add(key);
  // Both are shown to the rules: readers differ in which of the two they take.
  if (key === "name") found.name = isTaken ? `${found.name};${value}` : value;
  else found.fileName = isTaken ? `${found.fileName};${value}` : value;
}

/** RFC 8187: charset, language and percent-encoded bytes with a `'` between them. */
function takeExtended(found: Draft, value: string): void {
  found.hasExtendedFileName = true;
  const coded = /^[^']*'[^']*'(.*)$/su.exec(value)?.[1];
  if (coded === undefined) note(found, "the extended file name is malformed");
  const fileName = percentDecode((coded ?? value).replaceAll("+", "%2B"));
  if (found.fileName === "") found.fileName = fileName;
  else if (found.fileName !== fileName) {
    note(found, "the two file names differ");
    found.fileName = `${found.fileName};${fileName}`;
  }
}

function readParameter(value: string, start: number): Parameter {
  let at = start;
  while (at < value.length && !/[=\t ;]/u.test(value.charAt(at))) at++;
  const name = value.slice(start, at);
  at = skipBlanks(value, at);
  if (value[at] !== "=") {
    return { name, value: "", end: at, isWellQuoted: true, error: "a parameter has no value" };
  }
  at = skipBlanks(value, at + 1);
  const quote = value.charAt(at);
  if (quote === '"' || quote === "'") return readQuoted(value, name, at);
  let end = at;
  while (end < value.length && !/[;\t ]/u.test(value.charAt(end))) end++;
  const text = value.slice(at, end);
  const isValid = text !== "" && (name.endsWith("*") || isToken(text));
  return {
    name,
    value: text,
    end,
    isWellQuoted: true,
    error: isValid ? "" : "a parameter's value is no token",
  };
}

function readQuoted(value: string, name: string, opening: number): Parameter {
  const quote = value.charAt(opening);
  let text = "";
  let at = opening + 1;
  let kept = at;
  for (; at < value.length && value[at] !== quote; at++) {
    const next = value.charAt(at + 1);
    if (value[at] !== "\\" || (next !== quote && next !== "\\")) continue;
    text += value.slice(kept, at);
    kept = at + 1;
    at++;
  }
  text += value.slice(kept, at);
  const isClosed = at < value.length;
  const end = isClosed ? at + 1 : at;
  const isWellQuoted = quote === '"' && /^[;\t ]?$/u.test(value.charAt(end));
  return { name, value: text, end, isWellQuoted, error: isClosed ? "" : "a quote is not closed" };
}

function skipBlanks(value: string, from: number): number {
  let at = from;
  while (isBlank(value.charCodeAt(at))) at++;
  return at;
}

/** RFC 2045, section 5.1. */
const isToken = (text: string): boolean => /^[!#-'*+\-.0-9A-Z^-~]+$/u.test(text);
