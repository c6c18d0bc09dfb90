// Operators that compare the value with the text of their argument, in which macros are expanded.

import { literalText, parseMacro } from "../seclang/macro.ts";
import type { Operator } from "./operator.ts";

/** Expands per evaluation only where the argument has references. */
export function textOperator(argument: string, test: (value: string, text: string) => boolean): Operator {
  const macro = parseMacro(argument);
  const literal = literalText(macro);
  if (literal !== undefined) return (value) => test(value, literal);
  return (value, context) => test(value, context.expand(macro));
}
