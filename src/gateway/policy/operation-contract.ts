// The description of one operation as validating policies ask for it.

import { checkParameter, unspecifiedQuery } from "#contract/check-parameter.ts";
import type { Contract, Operation, Parameter } from "#contract/contract.ts";
import type { ContractValidators } from "#contract/contract-validators.ts";
import { exampleResponse, responseFor } from "#contract/example-response.ts";
import type { DescribedParameter, OperationContract, ParameterProblem } from "#policy/plans.ts";

type Values = Parameters<OperationContract["checkParameter"]>[1];
type Message = ReturnType<OperationContract["message"]>;

export class DescribedOperation implements OperationContract {
  readonly parameters: readonly DescribedParameter[];
  readonly operation: Operation;
  readonly #contract: Contract;
  readonly #validators: ContractValidators;

  constructor(contract: Contract, operation: Operation, validators: ContractValidators) {
    this.#contract = contract;
    this.operation = operation;
    this.#validators = validators;
    this.parameters = operation.parameters.map(described);
  }

  checkParameter(parameter: DescribedParameter, values: Values): ParameterProblem | undefined {
    return this.#check(this.operation.parameters, parameter, values);
  }

  unspecifiedQuery(query: string): readonly string[] {
    return unspecifiedQuery(this.#contract, this.operation.parameters, query);
  }

  responseHeaders(status: number): readonly DescribedParameter[] | undefined {
    return responseFor(this.operation.responses, status)?.headers.map(described);
  }

  checkResponseHeader(
    status: number,
    header: DescribedParameter,
    values: Values,
  ): ParameterProblem | undefined {
    return this.#check(responseFor(this.operation.responses, status)?.headers ?? [], header, values);
  }

  message(side: "request" | "response", status: number): Message {
    if (side === "request") return this.operation.request;
    const response = responseFor(this.operation.responses, status);
    return response && { isRequired: false, content: response.content };
  }

  mock(status: number, contentType: string | undefined): ReturnType<OperationContract["mock"]> {
    return exampleResponse(this.#contract, this.operation, status, contentType);
  }

  #check(
    parameters: readonly Parameter[],
    { name, place }: DescribedParameter,
    values: Values,
  ): ParameterProblem | undefined {
    const parameter = parameters.find((one) => one.name === name && one.in === place);
    const found = parameter && checkParameter(this.#validators, parameter, values);
    switch (found?.kind) {
      case "unreadable":
        return { kind: "unreadable", messages: [found.message] };
      case "invalid":
        return { kind: "invalid", messages: found.errors.map(messageOf) };
      default:
        return found;
    }
  }
}

function described({ name, in: place, isRequired }: Parameter): DescribedParameter {
  return { name, place, isRequired };
}

/** With the place inside of the value, where there is one. */
export function messageOf({ path, message }: { readonly path: string; readonly message: string }): string {
  return path === "" ? `${message}.` : `${message} at ${path}.`;
}
