// How `validate-status-code` runs: the status of the response against those that the operation describes.

import type { PolicyCompiler } from "../plan/step.ts";
import { actionValue } from "./validation-action.ts";
import { noSchema, reportErrors } from "./validation-errors.ts";

export const validateStatusCode: PolicyCompiler = (element) => {
  const unspecified = actionValue(element.textOr("unspecified-status-code-action", "prevent"));
  const variable = element.literal("errors-variable-name");
  const own = new Map(
    element
      .children("status-code")
      .map((child) => [child.literalNumber("code", 0), actionValue(child.textOr("action", "prevent"))]),
  );
  return (call) => {
    const { status } = call.answer;
    const contract = call.ports.contract.operation(call);
    if (contract?.responseHeaders(status) !== undefined) return undefined;
    const action = (own.get(status) ?? unspecified)(call);
    if (action === "ignore") return undefined;
    if (contract === undefined) reportErrors(call, variable, [noSchema(action)]);
    else {
      const details = `Response status code ${status} is not allowed.`;
      const common = { name: String(status), type: "StatusCode", rule: "Unspecified" };
      reportErrors(call, variable, [{ ...common, details, publicText: undefined, action }]);
    }
    return undefined;
  };
};
