// Distinguished names as documents write them (`CN=a, O="Example, Inc."`) and as Node prints them, part by
// line, as lists of the same parts; and whether two are one name.

/** `CN=edge`: the attribute in capitals, under one of the names that it goes by, and its value. */
export type NameParts = readonly string[];

/** What tools call one attribute. */
const aliases: Readonly<Record<string, string>> = {
  S: "ST",
  EMAILADDRESS: "E",
  EMAIL: "E",
  DN: "CN",
  GIVENNAME: "GN",
  G: "GN",
  SURNAME: "SN",
};

/** `X509Certificate.subject`: RFC 2253's escapes, no quotes. */
export function readPrintedName(text: string): NameParts {
  return text.split("\n").map((line) => partOf(line, unescaped));
}

/** Commas, semicolons or plus signs between parts; quotes around a value that holds some, doubled inside. */
export function readWrittenName(text: string): NameParts {
  const parts = text.match(/(?:"(?:[^"]|"")*"|\\.|[^",;+\\])+/g) ?? [];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => partOf(part, unquoted));
}

function partOf(text: string, plain: (value: string) => string): string {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(at, 0)).trim().toUpperCase();
  return `${aliases[name] ?? name}=${plain(text.slice(at + 1).trim())}`;
}

const unescaped = (value: string): string => value.replace(/\\(.)/g, "$1");

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1).replaceAll('""', '"')
    : unescaped(value);
}

/** The same parts in the same order: from the country down, or from the common name up, as .NET has them. */
export function isSameName(one: NameParts, other: NameParts): boolean {
  return one.length === other.length && (isSameOrder(one, other) || isSameOrder(one, other.toReversed()));
}

const isSameOrder = (one: NameParts, other: NameParts): boolean => one.every((part, i) => part === other[i]);
