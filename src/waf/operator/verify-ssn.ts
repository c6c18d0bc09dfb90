// The operator verifySSN.

import { numberOperator } from "./number-operator.ts";
import type { OperatorDefinition } from "./operator.ts";

const LENGTH = 9;
const RISING = "0123456789";
/** What was not given out before numbers became random in 2011. */
const FIRST_FREE_AREA = 740;

function isSocialSecurityNumber(digits: string): boolean {
  if (digits.length !== LENGTH || RISING.includes(digits) || /^(.)\1*$/.test(digits)) return false;
  const area = Number(digits.slice(0, 3));
  if (area === 0 || area === 666 || area >= FIRST_FREE_AREA) return false;
  return digits.slice(3, 5) !== "00" && digits.slice(5) !== "0000";
}

/**
 * Looks for social security numbers of the United States: nine digits whose three parts can be such.
 *
 * Argument: the pattern of what may be one; what is no digit in it does not count
 * Returns: true where the value has one in it
 * Captures: TX.0: the number, as it was written
 * Example: `SecRule RESPONSE_BODY "@verifySSN [0-9]{3}-?[0-9]{2}-?[0-9]{4}" "id:1,phase:4,deny,capture"`
 */
export const verifySSN: OperatorDefinition = numberOperator("verifySSN", isSocialSecurityNumber);
