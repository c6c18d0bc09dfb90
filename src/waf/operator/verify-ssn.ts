// The operator verifySSN.

import { numberOperator } from "./number-operator.ts";
import type { OperatorDefinition } from "./operator.ts";
import { isSocialSecurityNumber } from "./social-security-number.ts";

/**
 * Looks for social security numbers of the United States: nine digits whose three parts can be such.
 *
 * Argument: the pattern of what may be one; what is no digit in it does not count
 * Returns: true where the value has one in it
 * Captures: TX.0: the number, as it was written
 * Example: `SecRule RESPONSE_BODY "@verifySSN [0-9]{3}-?[0-9]{2}-?[0-9]{4}" "id:1,phase:4,deny,capture"`
 */
export const verifySSN: OperatorDefinition = numberOperator("verifySSN", isSocialSecurityNumber);
