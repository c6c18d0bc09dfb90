// The integer types: their ranges and how they wrap. `char` is one, and enums are int.

export type IntegerType = {
  readonly name: string;
  readonly bits: 8 | 16 | 32 | 64;
  readonly isSigned: boolean;
  readonly min: bigint;
  readonly max: bigint;
  /** Whether the static representation is a bigint. */
  readonly isBig: boolean;
};

function integerType(name: string, bits: 8 | 16 | 32 | 64, isSigned: boolean): IntegerType {
  const width = BigInt(bits);
  return {
    name,
    bits,
    isSigned,
    min: isSigned ? -(1n << (width - 1n)) : 0n,
    max: isSigned ? (1n << (width - 1n)) - 1n : (1n << width) - 1n,
    isBig: bits === 64,
  };
}

export const sbyteRange = integerType("System.SByte", 8, true);
export const byteRange = integerType("System.Byte", 8, false);
export const shortRange = integerType("System.Int16", 16, true);
export const ushortRange = integerType("System.UInt16", 16, false);
export const intRange = integerType("System.Int32", 32, true);
export const uintRange = integerType("System.UInt32", 32, false);
export const longRange = integerType("System.Int64", 64, true);
export const ulongRange = integerType("System.UInt64", 64, false);
export const charRange = integerType("System.Char", 16, false);

const ranges: ReadonlyMap<string, IntegerType> = new Map(
  [
    ...[sbyteRange, byteRange, shortRange, ushortRange, intRange, uintRange, longRange, ulongRange],
    charRange,
  ].map((range) => [range.name, range]),
);

/** Undefined for float, double, decimal and whatever is no number. */
export function integerTypeNamed(name: string): IntegerType | undefined {
  return ranges.get(name);
}

/** Puts an integer of any size into the type's width, bits above it cut off. */
export function wrapInteger(value: bigint, type: IntegerType): number | bigint {
  const wrapped = type.isSigned ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value);
  return type.isBig ? wrapped : Number(wrapped);
}

export function fitsInteger(value: bigint, type: IntegerType): boolean {
  return value >= type.min && value <= type.max;
}

/** Static representation of an integer that fits. */
export function staticInteger(value: bigint, type: IntegerType): number | bigint {
  return type.isBig ? value : Number(value);
}
