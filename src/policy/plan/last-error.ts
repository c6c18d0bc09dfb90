// What went wrong in a plan, as on-error sees it in context.LastError, and the answer where on-error gives
// none.

import { wholeBody } from "#http/body.ts";
import { makeField } from "#http/field.ts";
import { BudgetExceeded } from "../value/budget-exceeded.ts";
import { ClrException } from "../value/clr-exception.ts";
import type { LastErrorModel } from "../value/context/context-model.ts";
import type { PolicyCall } from "./policy-call.ts";
import { type FailureAnswer, PolicyFailure } from "./policy-failure.ts";
import { PolicyResponse } from "./policy-message.ts";

const internalError: FailureAnswer = { status: 500 };

/** Undefined for what is no failure of a policy but a defect of ours. */
export function lastErrorOf(call: PolicyCall, error: unknown): LastErrorModel | undefined {
  const { at } = call;
  const where = {
    source: at?.name ?? (error instanceof PolicyFailure ? error.source : "configuration"),
    scope: at?.scope ?? null,
    section: call.section,
    path: at?.path ?? null,
    policyId: at === undefined || at.id === "" ? null : at.id,
  };
  if (error instanceof PolicyFailure) return { ...where, reason: error.reason, message: error.message };
  if (error instanceof ClrException) {
    return { ...where, reason: "ExpressionValueEvaluationFailure", message: expressionMessage(error) };
  }
  if (error instanceof BudgetExceeded) {
    const message = `Expression evaluation failed. ${error.message}`;
    return { ...where, reason: "ExpressionValueEvaluationFailure", message };
  }
  return undefined;
}

function expressionMessage({ message }: ClrException): string {
  return `Expression evaluation failed. ${message}`;
}

/** As Azure answers: JSON with the status and the message, which for a failure of ours tells nothing. */
export function defaultAnswer(error: unknown): PolicyResponse {
  const { status, headers = [] } = error instanceof PolicyFailure ? error.answer : internalError;
  const text = answerText(error, status);
  const body = wholeBody(Buffer.from(text, "utf8").toString("latin1"));
  const fields = [
    makeField("Content-Type", "application/json"),
    ...headers.map(([name, value]) => makeField(name, value)),
  ];
  return new PolicyResponse({ status, reasonPhrase: "", fields, connectionNames: [], body });
}

function answerText(error: unknown, status: number): string {
  if (!(error instanceof PolicyFailure)) return usualText(status, "Internal server error");
  const { publicMessage, json } = error.answer;
  const told = status === 500 ? "Internal server error" : error.message;
  return json ?? usualText(status, publicMessage ?? told);
}

function usualText(statusCode: number, message: string): string {
  return JSON.stringify({ statusCode, message });
}
