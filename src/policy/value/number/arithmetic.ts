// What operators do to operands that C#'s promotion has brought to one kind: a function per kind and
// operator, chosen when an expression is compiled. Shifts take an int on the right; comparisons give
// booleans.

import type { ArithmeticOperator, OperandKind } from "../../expression/bound.ts";
import {
  addDecimal,
  type ClrDecimal,
  divideDecimal,
  multiplyDecimal,
  negateDecimal,
  remainderDecimal,
  subtractDecimal,
} from "./decimal.ts";
import { bigArithmetic } from "./long-arithmetic.ts";
import { arithmeticOverflow, divideByZero } from "./overflow.ts";

/** Operands and result in the static representation of the kind. */
export type BinaryArithmetic = (left: never, right: never) => unknown;
export type UnaryArithmetic = (operand: never) => unknown;
export type Operations = Readonly<Partial<Record<ArithmeticOperator, BinaryArithmetic>>>;

const MIN_INT = -2147483648;

const comparisons = {
  "<": (a: number, b: number) => a < b,
  ">": (a: number, b: number) => a > b,
  "<=": (a: number, b: number) => a <= b,
  ">=": (a: number, b: number) => a >= b,
  "==": (a: number, b: number) => a === b,
  "!=": (a: number, b: number) => a !== b,
} satisfies Operations;

const addInt = (a: number, b: number): number => (a + b) | 0;
const subtractInt = (a: number, b: number): number => (a - b) | 0;
const multiplyInt = (a: number, b: number): number => Math.imul(a, b);

/** Truncates. @throws ClrException DivideByZeroException, OverflowException for MinValue / -1 */
export function divideInt(a: number, b: number): number {
  if (b === 0) throw divideByZero();
  if (b === -1 && a === MIN_INT) throw arithmeticOverflow();
  return (a / b) | 0;
}

/** The sign of the dividend. @throws ClrException DivideByZeroException, OverflowException */
export function remainderInt(a: number, b: number): number {
  if (b === 0) throw divideByZero();
  if (b === -1 && a === MIN_INT) throw arithmeticOverflow();
  return (a % b) | 0;
}

function checkedInt(exact: number): number {
  if (exact !== (exact | 0)) throw arithmeticOverflow();
  return exact | 0;
}

function checkedUint(exact: number): number {
  if (exact !== exact >>> 0) throw arithmeticOverflow();
  return exact >>> 0;
}

const intOperations: Operations = {
  ...comparisons,
  "+": addInt,
  "-": subtractInt,
  "*": multiplyInt,
  "/": divideInt,
  "%": remainderInt,
  "<<": (a: number, b: number) => a << b,
  ">>": (a: number, b: number) => a >> b,
  "&": (a: number, b: number) => a & b,
  "^": (a: number, b: number) => a ^ b,
  "|": (a: number, b: number) => a | b,
};

const uintOperations: Operations = {
  ...comparisons,
  "+": (a: number, b: number) => (a + b) >>> 0,
  "-": (a: number, b: number) => (a - b) >>> 0,
  "*": (a: number, b: number) => Math.imul(a, b) >>> 0,
  "/": (a: number, b: number) => {
    if (b === 0) throw divideByZero();
    return (a / b) >>> 0;
  },
  "%": (a: number, b: number) => {
    if (b === 0) throw divideByZero();
    return a % b;
  },
  "<<": (a: number, b: number) => (a << b) >>> 0,
  ">>": (a: number, b: number) => a >>> b,
  "&": (a: number, b: number) => (a & b) >>> 0,
  "^": (a: number, b: number) => (a ^ b) >>> 0,
  "|": (a: number, b: number) => (a | b) >>> 0,
};

const doubleOperations: Operations = {
  ...comparisons,
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
  "%": (a: number, b: number) => a % b,
};

const floatOperations: Operations = {
  ...comparisons,
  "+": (a: number, b: number) => Math.fround(a + b),
  "-": (a: number, b: number) => Math.fround(a - b),
  "*": (a: number, b: number) => Math.fround(a * b),
  "/": (a: number, b: number) => Math.fround(a / b),
  "%": (a: number, b: number) => Math.fround(a % b),
};

const decimalOperations: Operations = {
  "+": addDecimal,
  "-": subtractDecimal,
  "*": multiplyDecimal,
  "/": divideDecimal,
  "%": remainderDecimal,
  "<": (a: ClrDecimal, b: ClrDecimal) => a.compareTo(b) < 0,
  ">": (a: ClrDecimal, b: ClrDecimal) => a.compareTo(b) > 0,
  "<=": (a: ClrDecimal, b: ClrDecimal) => a.compareTo(b) <= 0,
  ">=": (a: ClrDecimal, b: ClrDecimal) => a.compareTo(b) >= 0,
  "==": (a: ClrDecimal, b: ClrDecimal) => a.compareTo(b) === 0,
  "!=": (a: ClrDecimal, b: ClrDecimal) => a.compareTo(b) !== 0,
};

const boolOperations: Operations = {
  "==": (a: boolean, b: boolean) => a === b,
  "!=": (a: boolean, b: boolean) => a !== b,
  "&": (a: boolean, b: boolean) => a && b,
  "|": (a: boolean, b: boolean) => a || b,
  "^": (a: boolean, b: boolean) => a !== b,
};

const identityOperations: Operations = {
  "==": (a: unknown, b: unknown) => a === b,
  "!=": (a: unknown, b: unknown) => a !== b,
};

const unchecked: Readonly<Record<OperandKind, Operations>> = {
  int: intOperations,
  uint: uintOperations,
  long: bigArithmetic(true, false),
  ulong: bigArithmetic(false, false),
  float: floatOperations,
  double: doubleOperations,
  decimal: decimalOperations,
  bool: boolOperations,
  string: {
    ...identityOperations,
    "+": (a: string | null, b: string | null) => (a ?? "") + (b ?? ""),
  },
  reference: identityOperations,
  enum: intOperations,
};

const checked: Readonly<Partial<Record<OperandKind, Operations>>> = {
  int: {
    ...intOperations,
    "+": (a: number, b: number) => checkedInt(a + b),
    "-": (a: number, b: number) => checkedInt(a - b),
    "*": (a: number, b: number) => checkedInt(a * b),
  },
  uint: {
    ...uintOperations,
    "+": (a: number, b: number) => checkedUint(a + b),
    "-": (a: number, b: number) => checkedUint(a - b),
    "*": (a: number, b: number) => checkedUint(a * b),
  },
  long: bigArithmetic(true, true),
  ulong: bigArithmetic(false, true),
};

/**
 * The function for a binary operator, or undefined where C# has none. It may throw ClrException
 * DivideByZeroException and OverflowException. String `+` makes a value: charge for it where it is called.
 */
export function binaryArithmetic(
  kind: OperandKind,
  operator: ArithmeticOperator,
  isChecked: boolean,
): BinaryArithmetic | undefined {
  return ((isChecked ? checked[kind] : undefined) ?? unchecked[kind])[operator];
}

const MIN_LONG = -(2n ** 63n);

const unary: Readonly<Partial<Record<OperandKind, Readonly<Record<string, UnaryArithmetic>>>>> = {
  int: { "-": (a: number) => -a | 0, "~": (a: number) => ~a },
  uint: { "~": (a: number) => ~a >>> 0 },
  long: { "-": (a: bigint) => BigInt.asIntN(64, -a), "~": (a: bigint) => ~a },
  ulong: { "~": (a: bigint) => BigInt.asUintN(64, ~a) },
  float: { "-": (a: number) => -a },
  double: { "-": (a: number) => -a },
  decimal: { "-": negateDecimal },
  bool: { "!": (a: boolean) => !a },
  enum: { "~": (a: number) => ~a },
};

/** The function for a unary operator, or undefined where C# has none. */
export function unaryArithmetic(
  kind: OperandKind,
  operator: "-" | "~" | "!",
  isChecked: boolean,
): UnaryArithmetic | undefined {
  if (isChecked && operator === "-" && kind === "int") return negateCheckedInt;
  if (isChecked && operator === "-" && kind === "long") return negateCheckedLong;
  return unary[kind]?.[operator];
}

function negateCheckedInt(value: number): number {
  if (value === MIN_INT) throw arithmeticOverflow();
  return -value | 0;
}

function negateCheckedLong(value: bigint): bigint {
  if (value === MIN_LONG) throw arithmeticOverflow();
  return -value;
}
