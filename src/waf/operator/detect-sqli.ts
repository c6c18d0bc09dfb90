// The operator detectSQLi: what it finds is found by the detector.

import { detectSqli } from "../detect/detect-sqli.ts";
import type { OperatorDefinition } from "./operator.ts";

/**
 * Judges whether the value works as SQL injection.
 *
 * Argument: none
 * Returns: true where it does
 * Captures: TX.0: the reason why it is taken for one, such as `union-select`
 * Example: `SecRule ARGS "@detectSQLi" "id:1,phase:2,deny,capture,logdata:'%{TX.0}'"`
 */
export const detectSQLi: OperatorDefinition = {
  name: "detectSQLi",
  aliases: [],
  argument: "none",
  readsFile: false,
  passesWords: true,
  compile: () => (value, context) => {
    const verdict = detectSqli(value);
    if (verdict === undefined) return false;
    if (context.isCapturing) context.capture([verdict.reason]);
    return true;
  },
};
