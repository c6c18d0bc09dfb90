// System.Text.Encoding as expressions see it.

import { defineType, type Members } from "../../type/type-definition.ts";
import { charType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";
import { argumentOutOfRange, ClrException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import {
  ascii,
  bigEndianUnicode,
  encodingOfCodePage,
  requireEncoding,
  TextEncoding,
  unicode,
  utf7,
  utf8,
  utf32,
} from "./encoding.ts";
import { textOfChars } from "./string-type.ts";

function missing(what: string, parameter: string): ClrException {
  return new ClrException("System.ArgumentNullException", `${what}\nParameter name: ${parameter}`);
}

function encode(run: Run, encoding: TextEncoding, text: string | null): Uint8Array {
  if (text === null) throw missing("String reference not set to an instance of a String.", "s");
  return encoding.encode(run, text);
}

function encodeChars(run: Run, encoding: TextEncoding, chars: ClrArray | null): Uint8Array {
  if (chars === null) throw missing("Array cannot be null.", "chars");
  return encoding.encode(run, textOfChars(run, chars));
}

function encodeRange(
  run: Run,
  ...[encoding, chars, index, count]: [TextEncoding, ClrArray | null, number, number]
): Uint8Array {
  if (chars === null) throw missing("Array cannot be null.", "chars");
  checkRange(chars.items.length, index, count, "chars");
  return encoding.encode(run, textOfChars(run, chars, index, count));
}

/** @throws ClrException ArgumentOutOfRangeException */
function checkRange(length: number, index: number, count: number, parameter: string): void {
  if (index < 0) throw argumentOutOfRange("index", "Non-negative number required.");
  if (count < 0) throw argumentOutOfRange("count", "Non-negative number required.");
  if (length - index >= count) return;
  throw argumentOutOfRange(parameter, "Index and count must refer to a location within the buffer.");
}

function decode(run: Run, encoding: TextEncoding, bytes: Uint8Array | null): string {
  if (bytes === null) throw missing("Array cannot be null.", "bytes");
  return encoding.decode(run, bytes);
}

function decodeRange(
  run: Run,
  ...[encoding, bytes, index, count]: [TextEncoding, Uint8Array | null, number, number]
): string {
  if (bytes === null) throw missing("Array cannot be null.", "bytes");
  checkRange(bytes.length, index, count, "bytes");
  return encoding.decode(run, bytes.subarray(index, index + count));
}

function charsOf(run: Run, text: string): ClrArray {
  run.allocate(text.length * 8);
  return new ClrArray(
    charType,
    Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)),
  );
}

const codecs: Members = {
  "byte[] GetBytes(string s)": encode,
  "byte[] GetBytes(char[] chars)": encodeChars,
  "byte[] GetBytes(char[] chars, int index, int count)": encodeRange,
  "int GetByteCount(string s)": (run: Run, encoding: TextEncoding, text: string | null) =>
    encode(run, encoding, text).length,
  "int GetByteCount(char[] chars)": (run: Run, encoding: TextEncoding, chars: ClrArray | null) =>
    encodeChars(run, encoding, chars).length,
  "string GetString(byte[] bytes)": decode,
  "string GetString(byte[] bytes, int index, int count)": decodeRange,
  "char[] GetChars(byte[] bytes)": (run: Run, encoding: TextEncoding, bytes: Uint8Array | null) =>
    charsOf(run, decode(run, encoding, bytes)),
  "char[] GetChars(byte[] bytes, int index, int count)": (
    run: Run,
    ...operands: [TextEncoding, Uint8Array | null, number, number]
  ) => charsOf(run, decodeRange(run, ...operands)),
  "int GetCharCount(byte[] bytes)": (run: Run, encoding: TextEncoding, bytes: Uint8Array | null) =>
    decode(run, encoding, bytes).length,
  "byte[] GetPreamble()": (_run: Run, encoding: TextEncoding) => Uint8Array.from(encoding.preamble),
};

const facts: Members = {
  "string EncodingName": (_run: Run, encoding: TextEncoding) => encoding.encodingName,
  "string WebName": (_run: Run, encoding: TextEncoding) => encoding.webName,
  "string HeaderName": (_run: Run, encoding: TextEncoding) => encoding.webName,
  "string BodyName": (_run: Run, encoding: TextEncoding) => encoding.webName,
  "int CodePage": (_run: Run, encoding: TextEncoding) => encoding.codePage,
  "bool IsSingleByte": (_run: Run, encoding: TextEncoding) => encoding.isSingleByte,
};

const statics: Members = {
  "static Encoding UTF8": () => utf8,
  "static Encoding ASCII": () => ascii,
  "static Encoding Unicode": () => unicode,
  "static Encoding BigEndianUnicode": () => bigEndianUnicode,
  "static Encoding UTF32": () => utf32,
  "static Encoding UTF7": () => utf7,
  "static Encoding Default": () => utf8,
  "static Encoding GetEncoding(string name)": (_run: Run, name: string | null) => requireEncoding(name),
  "static Encoding GetEncoding(int codepage)": (_run: Run, codePage: number) => encodingOfCodePage(codePage),
  "static byte[] Convert(Encoding srcEncoding, Encoding dstEncoding, byte[] bytes)": (
    run: Run,
    ...[source, target, bytes]: [TextEncoding | null, TextEncoding | null, Uint8Array | null]
  ) => {
    if (source === null) throw missing("Array cannot be null.", "srcEncoding");
    if (target === null) throw missing("Array cannot be null.", "dstEncoding");
    return target.encode(run, decode(run, source, bytes));
  },
};

export const encodingDefinition = defineType({
  name: "System.Text.Encoding",
  kind: "class",
  isInstance: (value) => value instanceof TextEncoding,
  members: { ...statics, ...codecs, ...facts },
});
