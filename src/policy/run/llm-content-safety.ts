// How `llm-content-safety` runs: a configured backend, Azure AI Content Safety or what speaks like it, judges
// the texts of the request. What it objects to ends the call with 403; what it did not judge, with 500.

import { abandoned, isAbandoned } from "../plan/branch.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { constant, type Value } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";
import { judgePiece, type SafetyRules } from "./content-safety-client.ts";
import { promptPieces } from "./prompt-pieces.ts";
import { wholeNumberIn } from "./whole-number.ts";

const MAX_SEVERITY = 7;
const outputTypes = ["FourSeverityLevels", "EightSeverityLevels"] as const;
const categoryNames = ["Hate", "SelfHarm", "Sexual", "Violence"] as const;

export const llmContentSafety: PolicyCompiler = (element) => {
  const backend = element.textOr("backend-id", "");
  const rulesOf = safetyRules(element);
  element.needsBody();
  return async (call) => {
    const rules = rulesOf(call);
    const service = call.ports.service(backend(call).trim());
    const pieces = promptPieces(call.request);
    call.note("pieces", String(pieces.length));
    try {
      for (const piece of pieces) await judgePiece(call, service, piece, rules);
    } catch (error) {
      if (isAbandoned()) return abandoned();
      throw error;
    }
    return isAbandoned() ? abandoned() : undefined;
  };
};

function safetyRules(element: StatementReader): (call: PolicyCall) => SafetyRules {
  const shields = element.bool("shield-prompt", false);
  const categories = element.child("categories");
  const outputType = categories?.textOr("output-type", outputTypes[0]) ?? constant(outputTypes[0]);
  const limits = (categories?.children("category") ?? []).map((one) => ({
    name: one.textOr("name", ""),
    threshold: one.number("threshold", 0),
  }));
  const lists = (element.child("blocklists")?.children("id") ?? []).map(
    (one) => one.trimmedContent() ?? constant(""),
  );
  return (call) => ({
    outputType: oneOf(call, "output-type", outputType, outputTypes),
    thresholds: thresholdsOf(call, limits),
    blocklists: lists.map((list) => list(call).trim()),
    shieldsPrompt: shields(call),
  });
}

type Limit = { readonly name: Value<string>; readonly threshold: Value<number> };

/** Of a category that stands twice the lower one holds. */
function thresholdsOf(call: PolicyCall, limits: readonly Limit[]): ReadonlyMap<string, number> {
  const thresholds = new Map<string, number>();
  for (const limit of limits) {
    const name = oneOf(call, "name", limit.name, categoryNames);
    const threshold = wholeNumberIn("threshold", limit.threshold(call), 0, MAX_SEVERITY);
    thresholds.set(name, Math.min(threshold, thresholds.get(name) ?? MAX_SEVERITY));
  }
  return thresholds;
}

function oneOf(call: PolicyCall, what: string, value: Value<string>, among: readonly string[]): string {
  const text = value(call).trim();
  if (among.includes(text)) return text;
  const message = `${what} is "${text}"; it must be one of ${among.join(", ")}.`;
  throw new ClrException("System.ArgumentException", message);
}
