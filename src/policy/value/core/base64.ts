// Convert's Base64: the standard alphabet, white space between characters allowed, padding required.

import { argumentNull, argumentOutOfRange, formatException } from "../clr-exception.ts";
import type { Run } from "../run.ts";

const LINE = 76;

/** `insertLineBreaks`: CRLF after every 76 characters, none at the end.
 * @throws ClrException ArgumentNullException */
export function toBase64(run: Run, bytes: Uint8Array | null, insertLineBreaks: boolean): string {
  if (bytes === null) throw argumentNull("inArray");
  run.spend(bytes.length);
  run.allocate(bytes.length * 3);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  if (!insertLineBreaks) return text;
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE) lines.push(text.slice(at, at + LINE));
  return lines.join("\r\n");
}

/** @throws ClrException ArgumentNullException, ArgumentOutOfRangeException */
export function rangeToBase64(
  run: Run,
  bytes: Uint8Array | null,
  offset: number,
  length: number,
  insertLineBreaks: boolean,
): string {
  if (bytes === null) throw argumentNull("inArray");
  if (length < 0)
    throw argumentOutOfRange(
      "length",
      "Index was out of range. Must be non-negative and less than the size of the collection.",
    );
  if (offset < 0) throw argumentOutOfRange("offset", "Value must be positive.");
  if (offset > bytes.length - length) {
    throw argumentOutOfRange("offset", "Offset and length must refer to a position in the string.");
  }
  return toBase64(run, bytes.subarray(offset, offset + length), insertLineBreaks);
}

/** @throws ClrException ArgumentNullException, FormatException */
export function fromBase64(run: Run, text: string | null): Uint8Array {
  if (text === null) throw argumentNull("s");
  run.spend(text.length);
  run.allocate(text.length);
  const compact = /[ \t\r\n]/.test(text) ? text.replaceAll(/[ \t\r\n]/g, "") : text;
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) {
    throw formatException(
      "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding " +
        "characters, or an illegal character among the padding characters.",
    );
  }
  return Uint8Array.from(Buffer.from(compact, "base64"));
}
