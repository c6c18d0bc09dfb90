// Arithmetic of long and ulong on bigints that always fit their 64 bits.

import type { Operations } from "./arithmetic.ts";
import { arithmeticOverflow, divideByZero } from "./overflow.ts";

export function bigArithmetic(isSigned: boolean, isChecked: boolean): Operations {
  const wrap = isSigned
    ? (value: bigint): bigint => BigInt.asIntN(64, value)
    : (value: bigint): bigint => BigInt.asUintN(64, value);
  const bring = isChecked ? (value: bigint): bigint => within(value, wrap(value)) : wrap;
  return {
    "+": (a: bigint, b: bigint) => bring(a + b),
    "-": (a: bigint, b: bigint) => bring(a - b),
    "*": (a: bigint, b: bigint) => bring(a * b),
    "/": (a: bigint, b: bigint) => divided(a, b, wrap, (x, y) => x / y),
    "%": (a: bigint, b: bigint) => divided(a, b, wrap, (x, y) => x % y),
    "<<": (a: bigint, b: number) => wrap(a << BigInt(b & 63)),
    ">>": (a: bigint, b: number) => a >> BigInt(b & 63),
    "<": (a: bigint, b: bigint) => a < b,
    ">": (a: bigint, b: bigint) => a > b,
    "<=": (a: bigint, b: bigint) => a <= b,
    ">=": (a: bigint, b: bigint) => a >= b,
    "==": (a: bigint, b: bigint) => a === b,
    "!=": (a: bigint, b: bigint) => a !== b,
    "&": (a: bigint, b: bigint) => a & b,
    "^": (a: bigint, b: bigint) => a ^ b,
    "|": (a: bigint, b: bigint) => a | b,
  };
}

function within(exact: bigint, wrapped: bigint): bigint {
  if (exact !== wrapped) throw arithmeticOverflow();
  return exact;
}

function divided(
  a: bigint,
  b: bigint,
  wrap: (value: bigint) => bigint,
  divide: (a: bigint, b: bigint) => bigint,
): bigint {
  if (b === 0n) throw divideByZero();
  // MinValue / -1 and MinValue % -1 trap in the processor: both are overflows.
  if (b === -1n && wrap(-a) === a && a !== 0n) throw arithmeticOverflow();
  return divide(a, b);
}
