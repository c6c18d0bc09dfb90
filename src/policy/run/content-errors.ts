// Bodies that are wrong, in Azure's words.

import type { BodyProblem, MessageSide } from "../plan/contract-port.ts";
import { noSchema, type ValidationError } from "./validation-errors.ts";

type Action = ValidationError["action"];

const TYPES = { request: "RequestBody", response: "ResponseBody" } as const;
const OWNERS = { request: "Request's", response: "Response's" } as const;

/** @param sizeBytes undefined where it was not decoded to its end */
export function sizeError(
  side: MessageSide,
  sizeBytes: number | undefined,
  limitBytes: number,
  action: Action,
): ValidationError {
  const size = sizeBytes === undefined ? `more than ${limitBytes}` : String(sizeBytes);
  const text = (configured: string): string =>
    `${OWNERS[side]} body is ${size} bytes long and it exceeds the ${configured}limit of ${limitBytes} bytes.`;
  const common = { name: "", type: TYPES[side], rule: "SizeLimit", action };
  return { ...common, details: text("configured "), publicText: text("") };
}

export function unspecifiedTypeError(
  side: MessageSide,
  contentType: string,
  action: Action,
): ValidationError {
  const details = `Unspecified content type ${contentType} is not allowed.`;
  return { name: contentType, type: TYPES[side], rule: "Unspecified", details, publicText: details, action };
}

/** A coding that cannot be undone hides what the body says. */
export function unreadableError(side: MessageSide, contentType: string, action: Action): ValidationError {
  const details = `Body of the ${side} cannot be validated for the content type ${contentType}. Its coding cannot be undone.`;
  return { name: "", type: TYPES[side], rule: "ValidationException", details, publicText: undefined, action };
}

export function bodyProblemError(
  side: MessageSide,
  contentType: string,
  problem: BodyProblem,
  action: Action,
): ValidationError {
  const common = { name: contentType, type: TYPES[side], action };
  switch (problem.kind) {
    case "no-schema":
      return noSchema(action);
    case "missing-definition": {
      const details = `API's schema does not contain definition ${problem.definition}, which is associated with the content type ${contentType}.`;
      return { ...common, rule: "MissingDefinition", details, publicText: undefined };
    }
    case "invalid": {
      const lead = `Body of the ${side} does not conform to the definition ${problem.definition}, which is associated with the content type ${contentType}.`;
      const details = [lead, ...problem.messages].join(" ");
      return { ...common, rule: "IncorrectMessage", details, publicText: details };
    }
  }
}
