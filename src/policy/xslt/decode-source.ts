// Bytes of XML as text, in the encoding that they say (RFC 7303, 3.2): a mark at the beginning goes before
// the media type, and that before the XML declaration; UTF-8 where nothing says otherwise.

import { xmlError } from "../value/xml/xml-error.ts";

/**
 * @param bytes one char each
 * @param mediaType with its parameters
 * @throws ClrException XmlException for an encoding that is not known, and for bytes that are none of it
 */
export function decodeSource(bytes: string, mediaType: string): string {
  const label = markOf(bytes) ?? charsetOf(mediaType) ?? declared(bytes) ?? "utf-8";
  try {
    return new TextDecoder(label, { fatal: true }).decode(Buffer.from(bytes, "latin1"));
  } catch {
    throw xmlError(`The text cannot be read in the encoding '${label}'.`);
  }
}

function markOf(bytes: string): string | undefined {
  if (bytes.startsWith("\xEF\xBB\xBF")) return "utf-8";
  if (bytes.startsWith("\xFF\xFE")) return "utf-16le";
  return bytes.startsWith("\xFE\xFF") ? "utf-16be" : undefined;
}

const charsetOf = (mediaType: string): string | undefined =>
  /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(mediaType)?.[1];

const declared = (bytes: string): string | undefined =>
  /^<\?xml[^>]{1,200}?\sencoding\s*=\s*["']([\w.-]{1,40})["']/.exec(bytes.slice(0, 256))?.[1];
