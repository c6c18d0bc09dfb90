// What validating policies do with what they find: nothing, keep it, or refuse.

import type { PolicyCall } from "../plan/policy-call.ts";
import type { Value } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";

export type ValidationAction = "ignore" | "prevent" | "detect";

/**
 * @throws ClrException ArgumentException, as the value does, where an expression gave no action that there
 * is
 */
export function actionValue(read: Value<string>): Value<ValidationAction> {
  return (call: PolicyCall) => {
    const text = read(call);
    const action = text.trim().toLowerCase();
    if (action === "ignore" || action === "prevent" || action === "detect") return action;
    throw new ClrException("System.ArgumentException", `Requested value '${text}' was not found.`);
  };
}
