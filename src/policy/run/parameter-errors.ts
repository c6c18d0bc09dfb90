// Parameters and headers that are wrong, in Azure's words.

import type { ParameterProblem } from "../plan/contract-port.ts";
import type { ValidationError } from "./validation-errors.ts";

export type ParameterKind = "query" | "path" | "request-header" | "response-header";

const TYPES: Readonly<Record<ParameterKind, string>> = {
  query: "QueryParameter",
  path: "PathParameter",
  "request-header": "RequestHeader",
  "response-header": "ResponseHeader",
};

const NOUNS: Readonly<Record<ParameterKind, string>> = {
  query: "query parameter",
  path: "path parameter",
  "request-header": "header",
  "response-header": "header",
};

type Action = ValidationError["action"];

export function unspecifiedError(kind: ParameterKind, name: string, action: Action): ValidationError {
  return errorOf(kind, name, "Unspecified", `Unspecified ${NOUNS[kind]} ${name} is not allowed.`, action);
}

export function parameterError(
  kind: ParameterKind,
  name: string,
  problem: ParameterProblem,
  action: Action,
): ValidationError {
  return errorOf(kind, name, "IncorrectMessage", detailsOf(kind, name, problem), action);
}

function detailsOf(kind: ParameterKind, name: string, problem: ParameterProblem): string {
  const noun = NOUNS[kind];
  switch (problem.kind) {
    case "missing":
      return `Required ${noun} ${name} is missing.`;
    case "multiple": {
      const whose = kind === "response-header" ? "Response" : "Request";
      return `${whose} cannot contain multiple values for the ${noun} ${name}.`;
    }
    case "unreadable":
      return `Value of the ${noun} ${name} cannot be parsed according to the definition. ${problem.messages.join(" ")}`;
    case "invalid":
      return `Value of the ${noun} ${name} does not conform to the definition. ${problem.messages.join(" ")}`;
  }
}

function errorOf(
  kind: ParameterKind,
  name: string,
  rule: string,
  details: string,
  action: Action,
): ValidationError {
  return { name, type: TYPES[kind], rule, details, publicText: details, action };
}
