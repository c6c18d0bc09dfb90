// How `llm-semantic-cache-store` and its older name run: keeps the answer to a prompt that the lookup found
// none for. Of its head only what tells of the content is kept; the rest was about the other call.

import { isStreaming } from "#http/streaming.ts";
import { whenAnswered } from "#kernel/answer.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { PolicyResponse } from "../plan/policy-message.ts";
import type { PolicyCompiler, StepResult } from "../plan/step.ts";
import { unansweredPrompt } from "./semantic-task.ts";

const keptFields: ReadonlySet<string> = new Set(["content-type", "content-language"]);

export const llmSemanticCacheStore: PolicyCompiler = (element) => {
  const duration = element.number("duration", 0);
  return (call) => {
    const { response } = call;
    const prompt = unansweredPrompt(call);
    if (prompt === undefined || response === undefined) {
      call.note("cache", "nothing was looked up");
      return undefined;
    }
    const ttlMs = duration(call) * 1000;
    if (!(ttlMs > 0) || !mayKeep(response)) {
      call.note("cache", "not kept");
      return undefined;
    }
    const gathered = response.body.isWhole ? undefined : call.ports.gather(call, "response");
    return whenAnswered(gathered, (): StepResult => {
      const { status, reasonPhrase, headers, body } = response;
      const isOfSize = body.wire !== "" && isSmall(body.wire.length);
      const fields = headers.fields.filter(({ key }) => keptFields.has(key));
      const kept = { status, reasonPhrase, fields, body: body.wire };
      const isKept = isOfSize && call.ports.semantic.keep(prompt.caller, prompt.vector, kept, ttlMs);
      call.note("cache", isKept ? "kept" : "empty or too large");
      return undefined;
    });
  };
};

const isSmall = (bytes: number): boolean => bytes <= defaultLimits.cache.semantic.answerBytes;

/** Streams are not held up to be kept. What others say to caches is about shared ones, but for `no-store`. */
function mayKeep({ status, headers, body }: PolicyResponse): boolean {
  const isPlain = headers.valuesOf("Content-Encoding").length === 0;
  const isStorable = !headers.valuesOf("Cache-Control").some((value) => /\bno-store\b/i.test(value));
  const isWhole = status === 200 && !isStreaming(headers.fields);
  return isWhole && isPlain && isStorable && isSmall(body.lengthBytes);
}
