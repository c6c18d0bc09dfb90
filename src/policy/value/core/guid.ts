// System.Guid. Its bytes in memory are little-endian in the first three fields, as ToByteArray gives them.

import { argumentNull, formatException } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";

export class Guid extends ClrObject {
  readonly clrName = "System.Guid";
  /** 32 lower-case hexadecimal digits, in the order in which they are written. */
  readonly hex: string;

  constructor(hex: string) {
    super();
    this.hex = hex;
  }

  override toString(): string {
    return this.toFormat("D");
  }

  /** N, D, B, P or X. @throws ClrException FormatException */
  toFormat(format: string | null): string {
    const { hex } = this;
    const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
    switch (format === null || format === "" ? "D" : format.toUpperCase()) {
      case "N":
        return hex;
      case "D":
        return parts.join("-");
      case "B":
        return `{${parts.join("-")}}`;
      case "P":
        return `(${parts.join("-")})`;
      case "X": {
        const [a, b, c] = parts;
        const rest = hex.slice(16).match(/../g) ?? [];
        return `{0x${a},0x${b},0x${c},{${rest.map((byte) => `0x${byte}`).join(",")}}}`;
      }
      default:
        throw wrongFormat();
    }
  }

  override equals(other: unknown): boolean {
    return other instanceof Guid && other.hex === this.hex;
  }

  override hashKey(): unknown {
    return `Guid ${this.hex}`;
  }

  compareTo(other: unknown): number {
    const hex = other instanceof Guid ? other.hex : "";
    return this.hex < hex ? -1 : this.hex > hex ? 1 : 0;
  }
}

export const emptyGuid = new Guid("0".repeat(32));

/** Places of the bytes of ToByteArray() in the written order. */
const byteOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** `bytes`: 16, as ToByteArray gives them. */
export function guidOfBytes(bytes: Uint8Array): Guid {
  return new Guid(byteOrder.map((place) => (bytes[place] ?? 0).toString(16).padStart(2, "0")).join(""));
}

export function bytesOfGuid(guid: Guid): Uint8Array {
  return Uint8Array.from(byteOrder, (place) => Number.parseInt(guid.hex.slice(place * 2, place * 2 + 2), 16));
}

/** A random one (RFC 9562, version 4). `random`: 16 bytes. */
export function randomGuid(random: Uint8Array): Guid {
  const bytes = Uint8Array.from(random);
  bytes[7] = ((bytes[7] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return guidOfBytes(bytes);
}

const wrongFormat = (): Error =>
  formatException("Format String can be only 'D', 'd', 'N', 'n', 'P', 'p', 'B', 'b', 'X' or 'x'.");
const unrecognized = "Unrecognized Guid format.";
const wrongLength = "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).";
const wrongDashes = "Dashes are in the wrong position for GUID parsing.";
const wrongDigits = "Guid string should only contain hexadecimal characters.";

const structured =
  /^\{0x([0-9a-f]{1,8}),0x([0-9a-f]{1,4}),0x([0-9a-f]{1,4}),\{((?:0x[0-9a-f]{1,2},){7}0x[0-9a-f]{1,2})\}\}$/i;

/** The Guid of a text in any of the five formats, or what is wrong with it. */
export function guidFrom(text: string): Guid | string {
  const trimmed = text.trim();
  if (trimmed === "") return unrecognized;
  if (trimmed.length > 128) return wrongLength;
  if (/0x/i.test(trimmed)) return structuredGuid(trimmed);
  if (!trimmed.includes("-")) return plainGuid(trimmed);
  const open = trimmed[0];
  const isWrapped = open === "{" || open === "(";
  const close = open === "{" ? "}" : ")";
  if (isWrapped && (trimmed.length !== 38 || !trimmed.endsWith(close))) return wrongLength;
  const inner = isWrapped ? trimmed.slice(1, -1) : trimmed;
  if (inner.length !== 36) return wrongLength;
  if (![8, 13, 18, 23].every((place) => inner[place] === "-")) return wrongDashes;
  const hex = inner.replaceAll("-", "");
  return /^[0-9a-f]{32}$/i.test(hex) ? new Guid(hex.toLowerCase()) : wrongLength;
}

function plainGuid(text: string): Guid | string {
  if (text.length !== 32) return wrongLength;
  return /^[0-9a-f]{32}$/i.test(text) ? new Guid(text.toLowerCase()) : wrongDigits;
}

function structuredGuid(text: string): Guid | string {
  const match = structured.exec(text.replaceAll(/\s/g, ""));
  if (match === null) return unrecognized;
  const [, a = "", b = "", c = "", rest = ""] = match;
  const bytes = rest.split(",").map((byte) => byte.slice(2).padStart(2, "0"));
  return new Guid(
    (a.padStart(8, "0") + b.padStart(4, "0") + c.padStart(4, "0") + bytes.join("")).toLowerCase(),
  );
}

/** @throws ClrException ArgumentNullException (of `parameter`), FormatException */
export function parseGuid(text: string | null, parameter = "input"): Guid {
  if (text === null) throw argumentNull(parameter);
  const guid = guidFrom(text);
  if (typeof guid === "string") throw formatException(guid);
  return guid;
}

/** Undefined where the text is not in that very format. @throws ClrException FormatException of the format */
export function guidInFormat(text: string, format: string): Guid | undefined {
  const wanted = format.toUpperCase();
  if (!["N", "D", "B", "P", "X"].includes(wanted)) throw wrongFormat();
  const trimmed = text.trim();
  const guid = guidFrom(trimmed);
  if (typeof guid === "string") return undefined;
  return wanted === "X" || guid.toFormat(wanted) === trimmed.toLowerCase() ? guid : undefined;
}
