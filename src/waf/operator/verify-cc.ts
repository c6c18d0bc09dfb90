// The operator verifyCC.

import { numberOperator } from "./number-operator.ts";
import type { OperatorDefinition } from "./operator.ts";

/** ISO/IEC 7812-1, annex B: every second digit from the right doubled, its digits added. */
function hasLuhnSum(digits: string): boolean {
  let sum = 0;
  for (let i = 1; i <= digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - i) - 0x30;
    const weighted = i % 2 === 0 ? 2 * digit : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return digits !== "" && sum % 10 === 0;
}

/**
 * Looks for numbers of payment cards: those with a right check digit.
 *
 * Argument: the pattern of what may be one; what is no digit in it does not count
 * Returns: true where the value has one in it
 * Captures: TX.0: the number, as it was written
 * Example: `SecRule RESPONSE_BODY "@verifyCC [0-9]{13,16}" "id:1,phase:4,deny,capture"`
 */
export const verifyCC: OperatorDefinition = numberOperator("verifyCC", hasLuhnSum);
