// The operator verifyCPF.

import { numberOperator } from "./number-operator.ts";
import type { OperatorDefinition } from "./operator.ts";

const LENGTH = 11;

function isCpf(digits: string): boolean {
  if (digits.length !== LENGTH || /^(.)\1*$/.test(digits)) return false;
  return checkDigit(digits, 9) === digits[9] && checkDigit(digits, 10) === digits[10];
}

/** Of the first `count` digits, weighted from the right by 2, 3 and so on, modulo 11. */
function checkDigit(digits: string, count: number): string {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Number(digits[i]) * (count + 1 - i);
  const rest = sum % 11;
  return String(rest < 2 ? 0 : 11 - rest);
}

/**
 * Looks for numbers of Brazil's register of persons (CPF) with right check digits.
 *
 * Argument: the pattern of what may be one; what is no digit in it does not count
 * Returns: true where the value has one in it
 * Captures: TX.0: the number, as it was written
 * Example: `SecRule RESPONSE_BODY "@verifyCPF [0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}"
 * "id:1,phase:4,deny,capture"`
 */
export const verifyCPF: OperatorDefinition = numberOperator("verifyCPF", isCpf);
