// The operator verifySVNR.

import { numberOperator } from "./number-operator.ts";
import type { OperatorDefinition } from "./operator.ts";

/** Of the serial number, with the check digit left out, and of the date of birth. */
const WEIGHTS = [3, 7, 9, 0, 5, 8, 4, 2, 1, 6];
const CHECK_DIGIT = 3;

function isSvnr(digits: string): boolean {
  if (digits.length !== WEIGHTS.length || /^(.)\1*$/.test(digits)) return false;
  const rest = WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0) % 11;
  // Numbers with the rest 10 are not given out; the reference engine takes them for 0.
  return rest % 10 === Number(digits[CHECK_DIGIT]);
}

/**
 * Looks for numbers of Austria's social insurance (SVNR) with a right check digit.
 *
 * Argument: the pattern of what may be one; what is no digit in it does not count
 * Returns: true where the value has one in it
 * Captures: TX.0: the number, as it was written
 * Example: `SecRule RESPONSE_BODY "@verifySVNR [0-9]{4} ?[0-9]{6}" "id:1,phase:4,deny,capture"`
 */
export const verifySVNR: OperatorDefinition = numberOperator("verifySVNR", isSvnr);
