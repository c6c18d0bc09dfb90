// Errors of the validating policies as Azure words and keeps them: a variable has their details, the caller a
// text that tells nothing of what stands behind us, and of responses nothing at all.

import { parseJsonArray } from "../context.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { ValidationAction } from "./validation-action.ts";

export type ValidationError = {
  /** Of the parameter, the header, the media type or the status; may be empty. */
  readonly name: string;
  /** What is wrong: `RequestBody`, `QueryParameter`, `ApiSchema`. */
  readonly type: string;
  readonly rule: string;
  readonly details: string;
  /** What the caller is told of a request; undefined where nobody outside may know. */
  readonly publicText: string | undefined;
  readonly action: Exclude<ValidationAction, "ignore">;
};

const INTERNAL = "The request could not be processed due to an internal error. Contact the API owner.";

/**
 * Keeps what was found in the variable, behind what is there.
 * @throws PolicyFailure for the first error that is to be prevented
 */
export function reportErrors(
  call: PolicyCall,
  variable: string | undefined,
  errors: readonly ValidationError[],
): void {
  if (errors.length === 0) return;
  if (variable !== undefined) keep(call, variable, errors);
  for (const { type, rule, name } of errors) call.note("validation", `${type} ${rule} ${name}`.trim());
  const first = errors.find(({ action }) => action === "prevent");
  if (first === undefined) return;
  const isOfRequest = call.section === "inbound";
  const publicMessage = isOfRequest ? (first.publicText ?? INTERNAL) : INTERNAL;
  const [reason, status] = isOfRequest
    ? (["BadRequest", 400] as const)
    : (["ResponseNotAllowed", 502] as const);
  throw new PolicyFailure(reason, first.details, { status, publicMessage });
}

const KEPT = Symbol("validation errors");

function keep(call: PolicyCall, variable: string, errors: readonly ValidationError[]): void {
  const byVariable = keptErrors(call);
  const all = [...(byVariable.get(variable) ?? []), ...errors];
  byVariable.set(variable, all);
  const written = all.map(({ name, type, rule, details, action }) => {
    return { Name: name, Type: type, ValidationRule: rule, Details: details, Action: action };
  });
  call.variables.set(variable, parseJsonArray(JSON.stringify(written)));
}

function keptErrors({ state }: PolicyCall): Map<string, readonly ValidationError[]> {
  const known = state.get(KEPT);
  // Only this file has the symbol.
  if (known instanceof Map) return known as Map<string, readonly ValidationError[]>;
  const made = new Map<string, readonly ValidationError[]>();
  state.set(KEPT, made);
  return made;
}

/** There is no description to hold anything against. */
export function noSchema(action: ValidationError["action"]): ValidationError {
  const details = "API's schema does not exist or it could not be resolved.";
  return { name: "", type: "ApiSchema", rule: "", details, publicText: undefined, action };
}
