// The operator validateByteRange.

import type { OperatorDefinition, OperatorFlaw } from "./operator.ts";

const RANGE = /^([0-9]{1,3})(?:-([0-9]{1,3}))?$/;

/** By byte: 1 where a range holds it. */
function readRanges(argument: string): Uint8Array | OperatorFlaw {
  const allowed = new Uint8Array(256);
  const entries = argument.split(",").map((entry) => entry.trim());
  for (const entry of entries.filter((text) => text !== "")) {
    const [, first = "", last = first] = RANGE.exec(entry) ?? [];
    if (first === "" || Number(last) > 255 || Number(first) > Number(last)) {
      return {
        flaw: `${JSON.stringify(entry)} is no range of bytes`,
        hint: "write numbers from 0 to 255 and ranges of them, such as 10,13,32-126",
      };
    }
    allowed.fill(1, Number(first), Number(last) + 1);
  }
  return allowed;
}

/**
 * Looks for bytes that are not allowed.
 *
 * Argument: the allowed bytes: numbers and ranges of numbers, both ends included, with commas between them
 * Returns: true where the value has a byte outside of them
 * Captures: nothing
 * Example: `SecRule ARGS "@validateByteRange 10,13,32-126" "id:1,phase:2,deny"`
 */
export const validateByteRange: OperatorDefinition = {
  name: "validateByteRange",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument) => {
    const allowed = readRanges(argument);
    if ("flaw" in allowed) return allowed;
    return (value) => {
      for (let i = 0; i < value.length; i++) if (allowed[value.charCodeAt(i)] === 0) return true;
      return false;
    };
  },
};
