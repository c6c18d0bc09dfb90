// Has what a model answered judged: a whole body before any of it leaves, a stream on its way.

import { defaultLimits } from "#kernel/limits.ts";
import { abandoned, isAbandoned } from "../plan/branch.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { PolicyResponse } from "../plan/policy-message.ts";
import { completionTexts } from "./completion-texts.ts";
import { safetyFailure } from "./content-safety-failures.ts";
import { JudgedStream } from "./judged-stream.ts";
import { plainBody } from "./plain-body.ts";
import { checkCharset, plainText } from "./plain-text.ts";
import { type WindowSize, windowsOf } from "./text-windows.ts";

const MAX_WINDOWS = 1000;

export type CompletionJudge = {
  readonly windows: WindowSize;
  /** Rejects for a text that may not go on. */
  readonly judge: (text: string) => Promise<void>;
};

/**
 * Answers that failed are no completions.
 * @throws PolicyFailure for what the judge objects to, and for what cannot be read
 */
export async function judgeCompletion(
  call: PolicyCall,
  { windows, judge }: CompletionJudge,
): Promise<undefined> {
  const { response } = call;
  if (response === undefined || response.status >= 300) return undefined;
  if (isEventStream(response) && !response.body.isWhole) {
    holdStream(call, response, { windows, judge });
    return undefined;
  }
  if (!response.body.isWhole) await call.ports.gather(call, "response");
  const pieces = completionPieces(response, windows);
  call.note("pieces", String(pieces.length));
  for (const piece of pieces) {
    await judge(piece);
    if (isAbandoned()) return abandoned();
  }
  return undefined;
}

function isEventStream({ headers }: PolicyResponse): boolean {
  return headers.valuesOf("Content-Type").some((type) => /^\s*text\/event-stream\b/i.test(type));
}

/** @throws PolicyFailure for a body that is no text, or has more than a thousand windows */
function completionPieces(response: PolicyResponse, windows: WindowSize): readonly string[] {
  if (response.body.wire === "") return [];
  const plain = plainBody(response, defaultLimits.policy.bufferedBodyBytes);
  if (typeof plain === "string") throw safetyFailure(`the body is ${plain}`);
  checkCharset(response.headers.valuesOf("Content-Type"));
  const text = plainText(Buffer.from(plain.bytes).toString("latin1"));
  const pieces: string[] = [];
  for (const piece of windowsOf(completionTexts(text, isEventStream(response)), windows)) {
    if (pieces.length === MAX_WINDOWS) {
      throw safetyFailure(`the completion has more than ${MAX_WINDOWS} windows`);
    }
    pieces.push(piece);
  }
  return pieces;
}

function holdStream(call: PolicyCall, { headers, body }: PolicyResponse, judge: CompletionJudge): void {
  const codings = headers.valuesOf("Content-Encoding").map((one) => one.trim().toLowerCase());
  if (codings.some((coding) => coding !== "" && coding !== "identity")) {
    throw safetyFailure("the stream has a Content-Encoding and cannot be read");
  }
  checkCharset(headers.valuesOf("Content-Type"));
  call.note("stream", `windows of ${judge.windows.size} characters`);
  const { at } = call;
  const refused = (error: unknown) => {
    const failure = error instanceof PolicyFailure ? error : safetyFailure("a defect");
    if (failure !== error) call.ports.reportDefect(call, error);
    call.ports.cut(call, `${at?.path ?? "llm-content-safety"}: ${failure.reason}: ${failure.message}`);
    return failure.answer.status === 403 ? "completion-withheld" : "completion-unjudged";
  };
  body.hold((prefix, rest) => new JudgedStream(prefix, rest, { ...judge, refused }));
}
