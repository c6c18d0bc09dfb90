// Operators of the reference manual that are refused: a rule that names one is an error with the reason.

import type { OperatorDefinition } from "./operator.ts";

export function refusedOperator(name: string, reason: string, hint: string): OperatorDefinition {
  return {
    name,
    aliases: [],
    argument: "optional",
    readsFile: false,
    compile: () => ({ flaw: `@${name} is not supported: ${reason}`, hint }),
  };
}
