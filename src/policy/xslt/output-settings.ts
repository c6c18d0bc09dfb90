// xsl:output (XSLT 1.0, 16): how a result is written.

export type OutputMethod = "xml" | "html" | "text";

/** Undefined where the stylesheet does not say. */
export type OutputSettings = {
  readonly method: OutputMethod | undefined;
  readonly encoding: OutputEncoding;
  readonly omitsDeclaration: boolean;
  readonly standalone: "yes" | "no" | undefined;
  readonly indents: boolean;
  readonly publicId: string | undefined;
  readonly systemId: string | undefined;
  /** Expanded names of elements whose text is written as CDATA. */
  readonly cdataElements: ReadonlySet<string>;
};

export type OutputEncoding = "utf-8" | "utf-16" | "iso-8859-1" | "us-ascii";

export const outputEncodings: readonly OutputEncoding[] = ["utf-8", "utf-16", "iso-8859-1", "us-ascii"];

export const plainOutput: OutputSettings = {
  method: undefined,
  encoding: "utf-8",
  omitsDeclaration: false,
  standalone: undefined,
  indents: false,
  publicId: undefined,
  systemId: undefined,
  cdataElements: new Set(),
};

/** The highest code point that the encoding has. */
export function lastCharacter(encoding: OutputEncoding): number {
  if (encoding === "us-ascii") return 0x7f;
  return encoding === "iso-8859-1" ? 0xff : 0x10ffff;
}

/** UTF-16 is little-endian, with its mark; what an encoding lacks was replaced before. */
export function encodeOutput(text: string, encoding: OutputEncoding): Uint8Array {
  if (encoding === "utf-16") return Buffer.from(`\uFEFF${text}`, "utf16le");
  return Buffer.from(text, encoding === "utf-8" ? "utf8" : "latin1");
}
