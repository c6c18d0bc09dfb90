// Brings an XML body to UTF-8, by its byte order mark and its declaration, as a backend's reader would: else
// an attack in UTF-16 would be read by the backend alone.

import { isUtf8 } from "node:buffer";

export type DecodedXml = {
  /** UTF-8 bytes as latin1 text. */
  readonly text: string;
  readonly error: string;
};

const declaration = /^<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{0,39})["']/u;

export function decodeXml(body: string): DecodedXml {
  const wide = wideEncoding(body);
  if (wide !== undefined) return decodeAs(body, wide);
  const text = body.startsWith("\xef\xbb\xbf") ? body.slice(3) : body;
  const encoding = (declaration.exec(text)?.[1] ?? "utf-8").toLowerCase();
  if (encoding === "utf-8" || encoding === "utf8" || encoding === "us-ascii") {
    const isValid = !/[\x80-\xff]/u.test(text) || isUtf8(Buffer.from(text, "latin1"));
    return { text, error: isValid ? "" : "the body is not UTF-8" };
  }
  if (encoding.startsWith("utf-16") || encoding.startsWith("utf-32")) {
    return { text, error: `the body is not ${encoding}` };
  }
  return decodeAs(text, encoding);
}

/** By the mark, or by how `<` is written without one. */
function wideEncoding(body: string): string | undefined {
  const start = body.slice(0, 2);
  if (start === "\xfe\xff" || start === "\0<") return "utf-16be";
  return start === "\xff\xfe" || start === "<\0" ? "utf-16le" : undefined;
}

function decodeAs(body: string, encoding: string): DecodedXml {
  const decoder = decoderOf(encoding);
  if (decoder === undefined) return { text: body, error: `unsupported encoding ${encoding}` };
  const text = decoder.decode(Buffer.from(body, "latin1"));
  return { text: Buffer.from(text, "utf8").toString("latin1"), error: "" };
}

function decoderOf(encoding: string): TextDecoder | undefined {
  try {
    return new TextDecoder(encoding);
  } catch {
    // A name that the encoding standard does not know.
    return undefined;
  }
}
