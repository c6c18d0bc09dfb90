// Operators that compare the value with the argument as numbers.

import { literalText, parseMacro } from "../seclang/macro.ts";
import { type Integer, leadingInteger } from "./leading-integer.ts";
import type { OperatorDefinition } from "./operator.ts";

export function numericOperator(
  name: string,
  test: (value: Integer, limit: Integer) => boolean,
): OperatorDefinition {
  return {
    name,
    aliases: [],
    argument: "required",
    readsFile: false,
    compile: (argument) => {
      const macro = parseMacro(argument);
      const literal = literalText(macro);
      if (literal === undefined)
        return (value, context) => test(leadingInteger(value), leadingInteger(context.expand(macro)));
      const limit = leadingInteger(literal);
      return (value) => test(leadingInteger(value), limit);
    },
  };
}
