// How `validate-headers` runs: the headers of the response against those that the operation describes.

import type { DescribedParameter, OperationContract } from "../plan/contract-port.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { actionsByName } from "./named-actions.ts";
import { parameterError, unspecifiedError } from "./parameter-errors.ts";
import { actionValue, type ValidationAction } from "./validation-action.ts";
import { noSchema, reportErrors, type ValidationError } from "./validation-errors.ts";

type Actions = {
  readonly specified: ValidationAction;
  readonly unspecified: ValidationAction;
  readonly own: ReadonlyMap<string, ValidationAction>;
};

export const validateHeaders: PolicyCompiler = (element) => {
  const specified = actionValue(element.textOr("specified-header-action", "prevent"));
  const unspecified = actionValue(element.textOr("unspecified-header-action", "prevent"));
  const own = actionsByName(element.children("header"), true);
  const variable = element.literal("errors-variable-name");
  return (call) => {
    const contract = call.ports.contract.operation(call);
    const actions = { specified: specified(call), unspecified: unspecified(call), own: own(call) };
    reportErrors(
      call,
      variable,
      contract === undefined ? withoutSchema(actions) : findErrors(call, contract, actions),
    );
    return undefined;
  };
};

/** By the strictest of the actions. */
function withoutSchema({ specified, unspecified }: Actions): readonly ValidationError[] {
  const all = [specified, unspecified];
  const action = all.includes("prevent") ? "prevent" : "detect";
  return all.every((one) => one === "ignore") ? [] : [noSchema(action)];
}

function findErrors(
  call: PolicyCall,
  contract: OperationContract,
  actions: Actions,
): readonly ValidationError[] {
  const { status, headers } = call.answer;
  const described = contract.responseHeaders(status) ?? [];
  const values = { path: () => undefined, query: "", header: (name: string) => headers.valuesOf(name) };
  const errors: ValidationError[] = [];
  const names = new Set<string>();
  for (const header of described) {
    names.add(header.name.toLowerCase());
    const action = actions.own.get(header.name.toLowerCase()) ?? actions.specified;
    if (action === "ignore") continue;
    const problem = contract.checkResponseHeader(status, header, values);
    if (problem !== undefined) errors.push(parameterError("response-header", header.name, problem, action));
  }
  return [...errors, ...unspecifiedHeaders(headers.entries(), names, actions)];
}

/** Content-Type is told by the content, never among the headers (OpenAPI 3.1, Response Object). */
function unspecifiedHeaders(
  entries: readonly (readonly [string, readonly string[]])[],
  described: ReadonlySet<DescribedParameter["name"]>,
  { own, unspecified }: Actions,
): readonly ValidationError[] {
  return entries.flatMap(([name]) => {
    const key = name.toLowerCase();
    const action = own.get(key) ?? unspecified;
    if (action === "ignore" || described.has(key) || key === "content-type") return [];
    return [unspecifiedError("response-header", name, action)];
  });
}
