// The arguments of calls, constructors and indexers, before an overload is chosen.

import type { Argument } from "../syntax.ts";
import type { BindContext } from "./bind-context.ts";
import { bindOperand } from "./bind-expression.ts";
import type { ArgumentOperand } from "./resolve-call.ts";

export function bindArguments(context: BindContext, args: readonly Argument[]): ArgumentOperand[] {
  return args.map((argument): ArgumentOperand => {
    const { at, name, mode, value } = argument;
    if (value.kind === "out-declaration") {
      return { at, name, mode: "declare", type: value.type, variable: value.name };
    }
    return { at, name, mode, operand: bindOperand(context, value) };
  });
}
