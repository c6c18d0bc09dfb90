// System.BitConverter on a little-endian machine, which every gateway is.

import { defineType, type Implementation, type Members } from "../../type/type-definition.ts";
import { argumentException, argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";

type Bytes = Uint8Array | null;

/** @throws ClrException ArgumentNullException, ArgumentOutOfRangeException, ArgumentException */
function viewOf(bytes: Bytes, start: number, size: number): DataView {
  if (bytes === null) throw argumentNull("value");
  if (start < 0 || start >= bytes.length) throw wrongIndex("startIndex");
  if (start > bytes.length - size) throw tooShort();
  return new DataView(bytes.buffer, bytes.byteOffset + start, size);
}

const wrongIndex = (parameter: string): Error =>
  argumentOutOfRange(
    parameter,
    "Index was out of range. Must be non-negative and less than the size of the collection.",
  );
const tooShort = (): Error =>
  argumentException(
    "Destination array is not long enough to copy all the items in the collection. Check array index and length.",
    "value",
  );

/** Keyword, name in `ToX`, bytes, and how it is read and written. */
type Layout = {
  readonly keyword: string;
  readonly name: string;
  readonly size: number;
  readonly read: (view: DataView) => unknown;
  readonly write: (view: DataView, value: never) => void;
};

const layouts: readonly Layout[] = [
  {
    keyword: "bool",
    name: "Boolean",
    size: 1,
    read: (view) => view.getUint8(0) !== 0,
    write: (view, value: boolean) => view.setUint8(0, Number(value)),
  },
  {
    keyword: "char",
    name: "Char",
    size: 2,
    read: (view) => view.getUint16(0, true),
    write: (view, value: number) => view.setUint16(0, value, true),
  },
  {
    keyword: "short",
    name: "Int16",
    size: 2,
    read: (view) => view.getInt16(0, true),
    write: (view, value: number) => view.setInt16(0, value, true),
  },
  {
    keyword: "ushort",
    name: "UInt16",
    size: 2,
    read: (view) => view.getUint16(0, true),
    write: (view, value: number) => view.setUint16(0, value, true),
  },
  {
    keyword: "int",
    name: "Int32",
    size: 4,
    read: (view) => view.getInt32(0, true),
    write: (view, value: number) => view.setInt32(0, value, true),
  },
  {
    keyword: "uint",
    name: "UInt32",
    size: 4,
    read: (view) => view.getUint32(0, true),
    write: (view, value: number) => view.setUint32(0, value, true),
  },
  {
    keyword: "long",
    name: "Int64",
    size: 8,
    read: (view) => view.getBigInt64(0, true),
    write: (view, value: bigint) => view.setBigInt64(0, value, true),
  },
  {
    keyword: "ulong",
    name: "UInt64",
    size: 8,
    read: (view) => view.getBigUint64(0, true),
    write: (view, value: bigint) => view.setBigUint64(0, value, true),
  },
  {
    keyword: "float",
    name: "Single",
    size: 4,
    read: (view) => view.getFloat32(0, true),
    write: (view, value: number) => view.setFloat32(0, value, true),
  },
  {
    keyword: "double",
    name: "Double",
    size: 8,
    read: (view) => view.getFloat64(0, true),
    write: (view, value: number) => view.setFloat64(0, value, true),
  },
];

const conversions: Members = Object.fromEntries(
  layouts.flatMap(({ keyword, name, size, read, write }): [string, Implementation][] => [
    [
      `static byte[] GetBytes(${keyword} value)`,
      (_run: Run, value: never) => {
        const bytes = new Uint8Array(size);
        write(new DataView(bytes.buffer), value);
        return bytes;
      },
    ],
    [
      `static ${keyword} To${name}(byte[] value, int startIndex)`,
      (_run: Run, bytes: Bytes, start: number) => read(viewOf(bytes, start, size)),
    ],
  ]),
);

function hexText(run: Run, bytes: Bytes, start: number, length: number): string {
  if (bytes === null) throw argumentNull("value");
  if (start < 0 || (start >= bytes.length && start > 0)) throw wrongIndex("startIndex");
  if (length < 0) throw argumentOutOfRange("length", "Value must be positive.");
  if (start > bytes.length - length) throw tooShort();
  run.spend(length);
  run.allocate(length * 6);
  const parts = Array.from(bytes.subarray(start, start + length), (byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  return parts.join("-").toUpperCase();
}

export const bitConverterDefinition = defineType({
  name: "System.BitConverter",
  kind: "static",
  members: {
    "static bool IsLittleEndian": () => true,
    ...conversions,
    "static string ToString(byte[] value)": (run: Run, bytes: Bytes) =>
      hexText(run, bytes, 0, bytes?.length ?? 0),
    "static string ToString(byte[] value, int startIndex)": (run: Run, bytes: Bytes, start: number) =>
      hexText(run, bytes, start, Math.max((bytes?.length ?? 0) - start, 0)),
    "static string ToString(byte[] value, int startIndex, int length)": hexText,
    "static long DoubleToInt64Bits(double value)": (_run: Run, value: number) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, value);
      return view.getBigInt64(0);
    },
    "static double Int64BitsToDouble(long value)": (_run: Run, value: bigint) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigInt64(0, value);
      return view.getFloat64(0);
    },
  },
});
