// The operator validateNid, which Coraza has.

import { compileRegex } from "../regex/compile-regex.ts";
import { findNumber } from "./find-number.ts";
import type { OperatorDefinition } from "./operator.ts";
import { isSocialSecurityNumber } from "./social-security-number.ts";

const SHORTEST_RUT = 8;

/** Chile's: digits weighted from the right by 2 to 7 over and over, modulo 11; K stands for ten. */
function isRut(candidate: string): boolean {
  const chars = candidate.toLowerCase().replace(/[^0-9k]+/g, "");
  const digits = chars.slice(0, -1);
  if (candidate.length < SHORTEST_RUT || digits === "" || digits.includes("k")) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += Number(digits[digits.length - 1 - i]) * (2 + (i % 6));
  const check = (11 - (sum % 11)) % 11;
  return chars.at(-1) === (check === 10 ? "k" : String(check));
}

const checks: ReadonlyMap<string, (candidate: string) => boolean> = new Map([
  ["cl", isRut],
  ["us", (candidate) => isSocialSecurityNumber(candidate.replace(/[^0-9]+/g, ""))],
]);

/**
 * Looks for numbers of persons: Chile's RUT with a right check digit, or social security numbers of the
 * United States.
 *
 * Argument: `cl` or `us`, and the pattern of what may be one
 * Returns: true where the value has one in it
 * Captures: TX.0: the number, as it was written
 * Example: `SecRule RESPONSE_BODY "@validateNid cl [0-9]{1,8}-[0-9kK]" "id:1,phase:4,deny,capture"`
 */
export const validateNid: OperatorDefinition = {
  name: "validateNid",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument, environment) => {
    const [, country = "", pattern = ""] = /^\s*(\S+)\s+(.+)$/s.exec(argument) ?? [];
    const check = checks.get(country);
    if (check === undefined) {
      return {
        flaw: "@validateNid does not know the country",
        hint: "write cl or us, and a pattern behind it",
      };
    }
    const regex = compileRegex(pattern, { isMultiLine: environment.isRegexMultiLine });
    if ("flaw" in regex) return regex;
    return (value, context) => {
      const found = findNumber(regex, value, check);
      if (found === undefined) return false;
      if (context.isCapturing) context.capture([found]);
      return true;
    };
  },
};
