// System.Xml.XmlConvert as expressions see it.

import { type ClrType, named } from "../../type/clr-type.ts";
import { defineType, type Implementation, type Members } from "../../type/type-definition.ts";
import { boolType, decimalType, doubleType, floatType, intType, longType } from "../../type/well-known.ts";
import { box } from "../boxed.ts";
import type { Run } from "../run.ts";
import { DateTime, type DateTimeKind } from "../time/date-time.ts";
import { contentText } from "./content-text.ts";
import { readDateTime, valueReaders } from "./parse-value.ts";
import { given } from "./x-node-type.ts";
import { firstInvalid, isNamePart, isNameStart, isXmlSpace, verifyNcName } from "./xml-characters.ts";
import { badNameCharacter, badNameStart, xmlError } from "./xml-error.ts";

type Text = string | null;

/** XmlDateTimeSerializationMode by number; RoundtripKind leaves the kind as it is. */
const modes: readonly (DateTimeKind | undefined)[] = ["local", "utc", "unspecified", undefined];

const inMode = (date: DateTime, mode: number): DateTime => new DateTime(date.ticks, modes[mode] ?? date.kind);

const printable: readonly (readonly [string, ClrType])[] = [
  ["bool", boolType],
  ["int", intType],
  ["long", longType],
  ["double", doubleType],
  ["float", floatType],
  ["decimal", decimalType],
  ["TimeSpan", named("System.TimeSpan")],
  ["Guid", named("System.Guid")],
  ["DateTimeOffset", named("System.DateTimeOffset")],
];

const printing: Members = {
  ...Object.fromEntries(
    printable.map(([keyword, type]): [string, Implementation] => [
      `static string ToString(${keyword} value)`,
      (_run: Run, value: unknown) => contentText(box(type, value)),
    ]),
  ),
  "static string ToString(DateTime value, XmlDateTimeSerializationMode dateTimeOption)": (
    _run: Run,
    date: DateTime,
    mode: number,
  ) => contentText(inMode(date, mode)),
  "static string ToString(DateTime value, string format)": (run: Run, date: DateTime, format: Text) => {
    run.spend(format?.length ?? 0);
    return date.toFormat(format);
  },
};

/** ToX → C#'s keyword of what it reads. */
const readable = {
  Boolean: "bool",
  Int16: "short",
  Int32: "int",
  Int64: "long",
  Byte: "byte",
  UInt32: "uint",
  UInt64: "ulong",
  Double: "double",
  Single: "float",
  Decimal: "decimal",
  TimeSpan: "TimeSpan",
  Guid: "Guid",
  DateTimeOffset: "DateTimeOffset",
} as const;

const reading: Members = {
  ...Object.fromEntries(
    Object.entries(readable).map(([name, keyword]): [string, Implementation] => [
      `static ${keyword} To${name}(string s)`,
      (run: Run, text: Text) => valueReaders[keyword]?.(run, given(text, "s")),
    ]),
  ),
  "static DateTime ToDateTime(string s, XmlDateTimeSerializationMode dateTimeOption)": (
    run: Run,
    text: Text,
    mode: number,
  ) => inMode(readDateTime(run, given(text, "s")), mode),
};

const COLON = 58;

/** `_x0020_` for what a name cannot hold, and for an underscore that would be read as such. */
function encode(run: Run, name: Text, allowsColon: boolean): Text {
  if (name === null) return null;
  run.spend(name.length);
  run.allocate(name.length * 14);
  let encoded = "";
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    const fits = (code === COLON && allowsColon) || (at === 0 ? isNameStart(code) : isNamePart(code));
    const isEscape = code === 95 && /^x[0-9A-Fa-f]{4}_/.test(name.slice(at + 1, at + 7));
    encoded += fits && !isEscape ? name[at] : `_x${code.toString(16).toUpperCase().padStart(4, "0")}_`;
  }
  return encoded;
}

function decode(run: Run, name: Text): Text {
  if (name === null) return null;
  run.spend(name.length);
  return name.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** A name that may have a colon. @throws ClrException XmlException */
function verify(run: Run, name: Text): string {
  const own = given(name, "name");
  run.spend(own.length);
  for (let at = 0; at < own.length; at++) {
    const code = own.charCodeAt(at);
    if (code === COLON || (at === 0 ? isNameStart(code) : isNamePart(code))) continue;
    throw xmlError(at === 0 ? badNameStart(code) : badNameCharacter(code));
  }
  return own;
}

export const xmlConvertType = defineType({
  name: "System.Xml.XmlConvert",
  kind: "static",
  members: {
    ...printing,
    ...reading,
    "static string EncodeName(string name)": (run: Run, name: Text) => encode(run, name, true),
    "static string EncodeLocalName(string name)": (run: Run, name: Text) => encode(run, name, false),
    "static string DecodeName(string name)": decode,
    "static string VerifyName(string name)": verify,
    "static string VerifyNCName(string name)": (run: Run, name: Text) => {
      run.spend(name?.length ?? 0);
      return verifyNcName(name);
    },
    "static bool IsXmlChar(char ch)": (_run: Run, code: number) =>
      firstInvalid(String.fromCharCode(code)) < 0,
    "static bool IsWhitespaceChar(char ch)": (_run: Run, code: number) => isXmlSpace(code),
  },
});
