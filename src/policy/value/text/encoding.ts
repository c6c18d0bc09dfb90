// System.Text.Encoding: bytes ↔ texts. What cannot be encoded or decoded is replaced, never an error; a byte
// order mark is a character like others. Malformed UTF-8 is replaced as the WHATWG's decoder does, which is
// .NET's way but for encoded surrogates (three replacements here, two in the .NET Framework).

import { argumentException, argumentNull, argumentOutOfRange, notSupported } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import { decodeUtf7, encodeUtf7 } from "./utf-7.ts";

/** How one encoding turns texts into bytes and back. */
export type Codec = {
  readonly encode: (text: string) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => string;
};

export class TextEncoding extends ClrObject {
  readonly clrName: string;
  readonly webName: string;
  readonly encodingName: string;
  readonly codePage: number;
  readonly preamble: readonly number[];
  readonly isSingleByte: boolean;
  readonly #codec: Codec;

  constructor(facts: EncodingFacts, codec: Codec) {
    super();
    this.clrName = `System.Text.${facts.className}`;
    this.webName = facts.webName;
    this.encodingName = facts.encodingName;
    this.codePage = facts.codePage;
    this.preamble = facts.preamble ?? [];
    this.isSingleByte = facts.isSingleByte ?? false;
    this.#codec = codec;
  }

  /** No text grows to more than four bytes for each of its code units. */
  encode(run: Run, text: string): Uint8Array {
    run.spend(text.length);
    run.allocate(text.length * 4);
    return this.#codec.encode(text);
  }

  decode(run: Run, bytes: Uint8Array): string {
    run.spend(bytes.length);
    run.allocate(bytes.length * 2);
    return this.#codec.decode(bytes);
  }
}

type EncodingFacts = {
  readonly className: string;
  readonly webName: string;
  readonly encodingName: string;
  readonly codePage: number;
  readonly preamble?: readonly number[];
  readonly isSingleByte?: boolean;
};

const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export const utf8 = new TextEncoding(
  {
    className: "UTF8Encoding",
    webName: "utf-8",
    encodingName: "Unicode (UTF-8)",
    codePage: 65001,
    preamble: [0xef, 0xbb, 0xbf],
  },
  { encode: (text) => new TextEncoder().encode(text), decode: (bytes) => utf8Decoder.decode(bytes) },
);

function utf16(isLittle: boolean): Codec {
  const decoder = new TextDecoder(isLittle ? "utf-16le" : "utf-16be", { ignoreBOM: true });
  return {
    encode: (wanted) => {
      const text = wanted.toWellFormed();
      const view = new DataView(new ArrayBuffer(text.length * 2));
      for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), isLittle);
      return new Uint8Array(view.buffer);
    },
    decode: (bytes) => decoder.decode(bytes),
  };
}

export const unicode = new TextEncoding(
  {
    className: "UnicodeEncoding",
    webName: "utf-16",
    encodingName: "Unicode",
    codePage: 1200,
    preamble: [0xff, 0xfe],
  },
  utf16(true),
);

export const bigEndianUnicode = new TextEncoding(
  {
    className: "UnicodeEncoding",
    webName: "utf-16BE",
    encodingName: "Unicode (Big-Endian)",
    codePage: 1201,
    preamble: [0xfe, 0xff],
  },
  utf16(false),
);

const utf32Codec: Codec = {
  encode: (text) => {
    const points = Array.from(text.toWellFormed(), (char) => char.codePointAt(0) ?? 0);
    const view = new DataView(new ArrayBuffer(points.length * 4));
    points.forEach((point, at) => {
      view.setUint32(at * 4, point, true);
    });
    return new Uint8Array(view.buffer);
  },
  decode: (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let text = "";
    for (let at = 0; at + 4 <= bytes.length; at += 4) {
      const point = view.getUint32(at, true);
      const isScalar = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
      text += isScalar ? String.fromCodePoint(point) : "\ufffd";
    }
    return bytes.length % 4 === 0 ? text : `${text}\ufffd`;
  },
};

export const utf32 = new TextEncoding(
  {
    className: "UTF32Encoding",
    webName: "utf-32",
    encodingName: "Unicode (UTF-32)",
    codePage: 12000,
    preamble: [0xff, 0xfe, 0, 0],
  },
  utf32Codec,
);

export const utf7 = new TextEncoding(
  { className: "UTF7Encoding", webName: "utf-7", encodingName: "Unicode (UTF-7)", codePage: 65000 },
  { encode: encodeUtf7, decode: decodeUtf7 },
);

/** One byte for each character of `characters`, in its order; `?` for all others. */
function singleByte(characters: readonly string[]): Codec {
  const bytes = new Map(characters.map((char, byte) => [char, byte]));
  return {
    encode: (text) =>
      Uint8Array.from(Array.from({ length: text.length }, (_, at) => bytes.get(text[at] ?? "") ?? 63)),
    decode: (encoded) => Array.from(encoded, (byte) => characters[byte] ?? "?").join(""),
  };
}

const codeUnits = (count: number): string[] =>
  Array.from({ length: count }, (_, code) => String.fromCharCode(code));

export const ascii = new TextEncoding(
  {
    className: "ASCIIEncoding",
    webName: "us-ascii",
    encodingName: "US-ASCII",
    codePage: 20127,
    isSingleByte: true,
  },
  singleByte(codeUnits(128)),
);

const latin1 = new TextEncoding(
  {
    className: "Latin1Encoding",
    webName: "iso-8859-1",
    encodingName: "Western European (ISO)",
    codePage: 28591,
    isSingleByte: true,
  },
  singleByte(codeUnits(256)),
);

const windows1252 = new TextEncoding(
  {
    className: "SBCSCodePageEncoding",
    webName: "Windows-1252",
    encodingName: "Western European (Windows)",
    codePage: 1252,
    isSingleByte: true,
  },
  singleByte(
    new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)).split(""),
  ),
);

const encodings = [utf8, unicode, bigEndianUnicode, utf32, utf7, ascii, latin1, windows1252];

/** Other names, lower case, by web name. */
const aliases: Readonly<Record<string, string>> = {
  "unicode-1-1-utf-8": "utf-8",
  "unicode-2-0-utf-8": "utf-8",
  "x-unicode-1-1-utf-8": "utf-8",
  "x-unicode-2-0-utf-8": "utf-8",
  ascii: "us-ascii",
  us: "us-ascii",
  "ansi_x3.4-1968": "us-ascii",
  "iso646-us": "us-ascii",
  latin1: "iso-8859-1",
  l1: "iso-8859-1",
  "iso8859-1": "iso-8859-1",
  iso_8859_1: "iso-8859-1",
  "iso_8859-1": "iso-8859-1",
  cp819: "iso-8859-1",
  ibm819: "iso-8859-1",
  unicode: "utf-16",
  "utf-16le": "utf-16",
  "ucs-2": "utf-16",
  unicodefffe: "utf-16be",
  "x-ansi": "windows-1252",
};

/** Undefined for a name that is not known. */
export function encodingNamed(name: string): TextEncoding | undefined {
  const key = name.toLowerCase();
  const webName = aliases[key] ?? key;
  return encodings.find((encoding) => encoding.webName.toLowerCase() === webName);
}

/** @throws ClrException ArgumentNullException, ArgumentException */
export function requireEncoding(name: string | null): TextEncoding {
  if (name === null) throw argumentNull("name");
  const found = encodingNamed(name);
  if (found !== undefined) return found;
  throw argumentException(
    `'${name}' is not a supported encoding name. For information on defining a custom encoding, see the ` +
      "documentation for the Encoding.RegisterProvider method.",
    "name",
  );
}

/** @throws ClrException ArgumentOutOfRangeException, NotSupportedException */
export function encodingOfCodePage(codePage: number): TextEncoding {
  if (codePage < 0 || codePage > 65535) {
    throw argumentOutOfRange("codepage", "Valid values are between 0 and 65535, inclusive.");
  }
  const found = codePage === 0 ? utf8 : encodings.find((encoding) => encoding.codePage === codePage);
  if (found !== undefined) return found;
  throw notSupported(`No data is available for encoding ${codePage}.`);
}
