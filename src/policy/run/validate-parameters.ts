// How `validate-parameters` runs: path, query and headers of the request against what the operation
// describes. The subscription key is the gateway's own, and never unspecified.

import type { DescribedParameter, OperationContract, ParameterValues } from "../plan/contract-port.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import type { Value } from "../plan/value.ts";
import { actionsByName } from "./named-actions.ts";
import { type ParameterKind, parameterError, unspecifiedError } from "./parameter-errors.ts";
import { actionValue, type ValidationAction } from "./validation-action.ts";
import { noSchema, reportErrors, type ValidationError } from "./validation-errors.ts";

type Actions = {
  readonly specified: ValidationAction;
  readonly unspecified: ValidationAction;
  readonly own: ReadonlyMap<string, ValidationAction>;
};

type Place = "path" | "query" | "header";

const PLACES: readonly { readonly place: Place; readonly element: string; readonly kind: ParameterKind }[] = [
  { place: "path", element: "path", kind: "path" },
  { place: "query", element: "query", kind: "query" },
  { place: "header", element: "headers", kind: "request-header" },
];

export const validateParameters: PolicyCompiler = (element) => {
  const variable = element.literal("errors-variable-name");
  const places = PLACES.map(({ place, element: name, kind }) => {
    return { place, kind, actions: placeActions(element, element.child(name), place) };
  });
  return (call) => {
    const contract = call.ports.contract.operation(call);
    const errors: ValidationError[] = [];
    for (const { place, kind, actions } of places) {
      const chosen = actions(call);
      if (contract !== undefined) errors.push(...findErrors(call, contract, place, kind, chosen));
      else if (errors.length === 0) errors.push(...withoutSchema(chosen));
    }
    reportErrors(call, variable, errors);
    return undefined;
  };
};

/** What the element of a place does not say, the policy does. */
function placeActions(
  policy: StatementReader,
  own: StatementReader | undefined,
  place: Place,
): Value<Actions> {
  const read = (name: string): Value<ValidationAction> =>
    actionValue(own?.text(name) ?? policy.textOr(name, "prevent"));
  const specified = read("specified-parameter-action");
  const unspecified = read("unspecified-parameter-action");
  const named = actionsByName(own?.children("parameter") ?? [], place === "header");
  return (call) => ({ specified: specified(call), unspecified: unspecified(call), own: named(call) });
}

function withoutSchema({ specified, unspecified }: Actions): readonly ValidationError[] {
  if (specified === "prevent" || unspecified === "prevent") return [noSchema("prevent")];
  return specified === "detect" || unspecified === "detect" ? [noSchema("detect")] : [];
}

function findErrors(
  call: PolicyCall,
  contract: OperationContract,
  place: Place,
  kind: ParameterKind,
  { specified, unspecified, own }: Actions,
): readonly ValidationError[] {
  const values = valuesOf(call);
  const described = contract.parameters.filter((parameter) => parameter.place === place);
  const wrong = described.flatMap((parameter): readonly ValidationError[] => {
    const action = own.get(keyOf(parameter.name, place)) ?? specified;
    if (action === "ignore") return [];
    const problem = contract.checkParameter(parameter, values);
    return problem === undefined ? [] : [parameterError(kind, parameter.name, problem, action)];
  });
  const others = unspecifiedNames(call, contract, place, described).flatMap((name) => {
    const action = own.get(keyOf(name, place)) ?? unspecified;
    return action === "ignore" ? [] : [unspecifiedError(kind, name, action)];
  });
  return [...wrong, ...others];
}

const keyOf = (name: string, place: Place): string => (place === "header" ? name.toLowerCase() : name);

function valuesOf({ request }: PolicyCall): ParameterValues {
  return {
    path: (name) => {
      const value = request.facts.matchedParameters.get(name);
      return value === undefined ? undefined : encodeURIComponent(value);
    },
    query: request.query,
    header: (name) => request.headers.valuesOf(name),
  };
}

/** All of the path are described, or were found undescribed on import. */
function unspecifiedNames(
  call: PolicyCall,
  contract: OperationContract,
  place: Place,
  described: readonly DescribedParameter[],
): readonly string[] {
  const { api } = call.facts;
  if (place === "path") return [];
  if (place === "query") {
    return contract.unspecifiedQuery(call.request.query).filter((name) => name !== api?.subscriptionKeyQuery);
  }
  const known = new Set(described.map(({ name }) => name.toLowerCase()));
  if (typeof api?.subscriptionKeyHeader === "string") known.add(api.subscriptionKeyHeader.toLowerCase());
  return call.request.headers
    .entries()
    .map(([name]) => name)
    .filter((name) => !known.has(name.toLowerCase()));
}
