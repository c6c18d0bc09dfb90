// How `llm-content-safety` runs: a configured backend, Azure AI Content Safety or what speaks like it, judges
// the texts of the request, or of the answer. What it objects to ends the call with 403; what it did not
// judge, with 500. A stream that has begun is cut instead.

import { abandoned, isAbandoned } from "../plan/branch.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { constant, type Value } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";
import { judgePiece, type SafetyRules } from "./content-safety-client.ts";
import { type CompletionJudge, judgeCompletion } from "./judge-completion.ts";
import { promptPieces } from "./prompt-pieces.ts";
import { MAX_WINDOW_CHARS, usualWindows, type WindowSize } from "./text-windows.ts";
import { wholeNumberIn } from "./whole-number.ts";

const MAX_SEVERITY = 7;
const outputTypes = ["FourSeverityLevels", "EightSeverityLevels"] as const;
const categoryNames = ["Hate", "SelfHarm", "Sexual", "Violence"] as const;

export const llmContentSafety: PolicyCompiler = (element) => {
  const judgeOf = safetyJudge(element);
  const windowsOf = completionWindows(element);
  if (element.section === "outbound") {
    return (call) =>
      unlessAbandoned(judgeCompletion(call, { judge: judgeOf(call), windows: windowsOf(call) }));
  }
  const enforces = element.bool("enforce-on-completions", false);
  element.needsBody();
  return (call) => {
    const judge = judgeOf(call);
    if (enforces(call)) judgeLater(call, { judge, windows: windowsOf(call) });
    return unlessAbandoned(judgePrompt(call, judge));
  };
};

type Judge = CompletionJudge["judge"];

function safetyJudge(element: StatementReader): (call: PolicyCall) => Judge {
  const backend = element.textOr("backend-id", "");
  const rulesOf = safetyRules(element);
  return (call) => {
    const rules = rulesOf(call);
    const service = call.ports.service(backend(call).trim());
    return (text) => judgePiece(call, service, text, rules);
  };
}

async function judgePrompt(call: PolicyCall, judge: Judge): Promise<undefined> {
  const pieces = promptPieces(call.request);
  call.note("pieces", String(pieces.length));
  for (const piece of pieces) await judge(piece);
}

/** Before outbound sees the answer, so that no cache keeps one that nobody may have. */
function judgeLater(call: PolicyCall, judge: CompletionJudge): void {
  const { at } = call;
  if (at === undefined) throw new Error("a policy that runs stands nowhere");
  // The answer is to be read here: it must come as it is.
  call.request.headers.remove("Accept-Encoding");
  call.atResponse({ ...at, run: () => judgeCompletion(call, judge) });
}

async function unlessAbandoned(judging: Promise<undefined>): Promise<undefined> {
  try {
    await judging;
  } catch (error) {
    if (isAbandoned()) return abandoned();
    throw error;
  }
  return isAbandoned() ? abandoned() : undefined;
}

/** Windows that a document chose share what it says: nothing where it says nothing. */
function completionWindows(element: StatementReader): (call: PolicyCall) => WindowSize {
  const size = element.number("window-size", MAX_WINDOW_CHARS);
  const usualOverlap = element.has("window-size") ? 0 : usualWindows.overlap;
  const overlap = element.number("window-overlap-size", usualOverlap);
  return (call) => {
    const chars = wholeNumberIn("window-size", size(call), 1, MAX_WINDOW_CHARS);
    return { size: chars, overlap: wholeNumberIn("window-overlap-size", overlap(call), 0, chars - 1) };
  };
}

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
