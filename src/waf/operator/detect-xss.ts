// The operator detectXSS: what it finds is found by the detector.

import { detectXss } from "../detect/detect-xss.ts";
import type { OperatorDefinition } from "./operator.ts";

/**
 * Judges whether the value works as cross-site scripting.
 *
 * Argument: none
 * Returns: true where it does
 * Captures: TX.0: the whole value
 * Example: `SecRule ARGS "@detectXSS" "id:1,phase:2,deny,capture,logdata:'%{TX.0}'"`
 */
export const detectXSS: OperatorDefinition = {
  name: "detectXSS",
  aliases: [],
  argument: "none",
  readsFile: false,
  passesWords: true,
  compile: () => (value, context) => {
    if (detectXss(value) === undefined) return false;
    if (context.isCapturing) context.capture([value]);
    return true;
  },
};
