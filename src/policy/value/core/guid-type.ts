// System.Guid as expressions see it.

import { defineType, type Members } from "../../type/type-definition.ts";
import type { Ref } from "../boxed.ts";
import { argumentException, argumentNull, formatException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import {
  bytesOfGuid,
  emptyGuid,
  Guid,
  guidFrom,
  guidInFormat,
  guidOfBytes,
  parseGuid,
  randomGuid,
} from "./guid.ts";

type Text = string | null;

const MOST_CHARS = 256;

function parsed(run: Run, text: Text, parameter: string): Guid {
  run.spend(Math.min(text?.length ?? 0, MOST_CHARS));
  return parseGuid(text, parameter);
}

function fromBytes(_run: Run, bytes: Uint8Array | null): Guid {
  if (bytes === null) throw argumentNull("b");
  if (bytes.length !== 16) throw argumentException("Byte array for GUID must be exactly 16 bytes long.", "b");
  return guidOfBytes(bytes);
}

function fromFields(a: number, b: number, c: number, rest: readonly number[]): Guid {
  const hex = (value: number, digits: number): string =>
    (value >>> 0).toString(16).padStart(digits, "0").slice(-digits);
  return new Guid(hex(a, 8) + hex(b, 4) + hex(c, 4) + rest.map((byte) => hex(byte, 2)).join(""));
}

const constructors: Members = {
  "new(string g)": (run: Run, text: Text) => parsed(run, text, "g"),
  "new(byte[] b)": fromBytes,
  "new(int a, short b, short c, byte[] d)": (
    _run: Run,
    ...[a, b, c, d]: [number, number, number, Uint8Array | null]
  ) => {
    if (d === null) throw argumentNull("d");
    if (d.length !== 8) throw argumentException("Byte array for GUID must be exactly 8 bytes long.", "d");
    return fromFields(a, b, c, [...d]);
  },
  "new(int a, short b, short c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k)": (
    _run: Run,
    ...[a, b, c, ...rest]: [number, number, number, ...number[]]
  ) => fromFields(a, b, c, rest),
};

function attempt(text: Text, result: Ref): boolean {
  const guid = text === null ? "" : guidFrom(text);
  result.value = typeof guid === "string" ? emptyGuid : guid;
  return typeof guid !== "string";
}

const parsing: Members = {
  "static Guid Parse(string input)": (run: Run, text: Text) => parsed(run, text, "input"),
  "static bool TryParse(string input, out Guid result)": (_run: Run, text: Text, result: Ref) =>
    attempt(text, result),
  "static Guid ParseExact(string input, string format)": (_run: Run, text: Text, format: Text) => {
    if (text === null) throw argumentNull("input");
    if (format === null) throw argumentNull("format");
    const guid = guidInFormat(text, format);
    if (guid === undefined) throw formatException("Unrecognized Guid format.");
    return guid;
  },
  "static bool TryParseExact(string input, string format, out Guid result)": (
    _run: Run,
    ...[text, format, result]: [Text, Text, Ref]
  ) => {
    const isFormat = format !== null && /^[NDBPX]$/i.test(format);
    const guid = text === null || !isFormat ? undefined : guidInFormat(text, format);
    result.value = guid ?? emptyGuid;
    return guid !== undefined;
  },
};

export const guidDefinition = defineType({
  name: "System.Guid",
  kind: "struct",
  bases: ["IComparable", "IFormattable", "IComparable<Guid>", "IEquatable<Guid>"],
  zero: emptyGuid,
  isInstance: (value) => value instanceof Guid,
  members: {
    ...constructors,
    ...parsing,
    "static Guid Empty": () => emptyGuid,
    "static Guid NewGuid()": (run: Run) => randomGuid(run.world.randomBytes(16)),
    "byte[] ToByteArray()": (_run: Run, guid: Guid) => bytesOfGuid(guid),
    "string ToString()": (_run: Run, guid: Guid) => guid.toString(),
    "string ToString(string format)": (_run: Run, guid: Guid, format: Text) => guid.toFormat(format),
    "string ToString(string format, IFormatProvider provider)": (_run: Run, guid: Guid, format: Text) =>
      guid.toFormat(format),
    "int CompareTo(Guid value)": (_run: Run, a: Guid, b: Guid) => a.compareTo(b),
    "int CompareTo(object value)": (_run: Run, a: Guid, b: unknown) => {
      if (b === null) return 1;
      if (!(b instanceof Guid)) throw argumentException("Object must be of type GUID.", "value");
      return a.compareTo(b);
    },
    "bool Equals(Guid g)": (_run: Run, a: Guid, b: Guid) => a.equals(b),
    "bool Equals(object o)": (_run: Run, a: Guid, b: unknown) => a.equals(b),
    "int GetHashCode()": (_run: Run, guid: Guid) => hashOf(guid),
    "static bool operator ==(Guid a, Guid b)": (_run: Run, a: Guid, b: Guid) => a.equals(b),
    "static bool operator !=(Guid a, Guid b)": (_run: Run, a: Guid, b: Guid) => !a.equals(b),
  },
});

/** The four words of its bytes, folded. */
function hashOf(guid: Guid): number {
  const view = new DataView(bytesOfGuid(guid).buffer);
  return [0, 4, 8, 12].reduce((sum, at) => sum ^ view.getInt32(at, true), 0);
}
