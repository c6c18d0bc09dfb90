// Actions for parameters and headers of single names, which go before those for all.

import type { StatementReader } from "../plan/statement-reader.ts";
import type { Value } from "../plan/value.ts";
import { actionValue, type ValidationAction } from "./validation-action.ts";

/** `isOfHeaders`: names are compared, and so given, in small letters. */
export function actionsByName(
  elements: readonly StatementReader[],
  isOfHeaders: boolean,
): Value<ReadonlyMap<string, ValidationAction>> {
  const pairs = elements.map((element) => ({
    name: element.textOr("name", ""),
    action: actionValue(element.textOr("action", "prevent")),
  }));
  return (call) =>
    new Map(
      pairs.map(({ name, action }) => {
        const text = name(call).trim();
        return [isOfHeaders ? text.toLowerCase() : text, action(call)];
      }),
    );
}
