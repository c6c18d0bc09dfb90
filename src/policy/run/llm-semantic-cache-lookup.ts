// How `llm-semantic-cache-lookup` and its older name run: a prompt that means nearly what the same caller
// asked before is answered with what that one got, and the call goes on in outbound behind the store. Where
// no embedding can be had, the call goes on as if there were no cache.

import { wholeBody } from "#http/body.ts";
import { cacheKey } from "#http/cache-rules.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { abandoned, isAbandoned } from "../plan/branch.ts";
import type { SemanticCache } from "../plan/cache-ports.ts";
import { findStatement } from "../plan/find-statement.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import { PolicyResponse } from "../plan/policy-message.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler, StepResult } from "../plan/step.ts";
import type { Value } from "../plan/value.ts";
import { Certificate } from "../value/crypto/certificate.ts";
import { embeddingOf, embeddingsService } from "./embedding.ts";
import { type ComparedPrompt, comparedPrompt } from "./llm-prompt.ts";
import { rememberPrompt } from "./semantic-task.ts";

type Lookup = {
  readonly maxDistance: number;
  readonly backend: Value<string>;
  readonly ignoresSystem: Value<boolean>;
  readonly maxMessages: Value<number> | undefined;
  readonly varyBy: readonly Value<string>[];
};

export const llmSemanticCacheLookup: PolicyCompiler = (element) => {
  const lookup = readLookup(element);
  // The prompt stands in the request.
  if (element.section === "inbound") element.needsBody();
  return (call) => {
    const prompt = call.section === "inbound" ? promptOf(call, lookup) : undefined;
    const caller = prompt && callerOf(call, lookup, prompt.rest);
    if (prompt === undefined || caller === undefined) {
      call.note("cache", "not for this request");
      return undefined;
    }
    return lookUp(call, lookup, prompt.text, caller);
  };
};

function readLookup(element: StatementReader): Lookup {
  return {
    maxDistance: element.literalNumber("score-threshold", 0),
    backend: element.textOr("embeddings-backend-id", ""),
    ignoresSystem: element.bool("ignore-system-messages", false),
    maxMessages: element.has("max-message-count") ? element.number("max-message-count", 0) : undefined,
    varyBy: element.children("vary-by").flatMap((child) => child.trimmedContent() ?? []),
  };
}

function promptOf(call: PolicyCall, lookup: Lookup): ComparedPrompt | undefined {
  const { method, body } = call.request;
  if (method !== "POST") return undefined;
  const prompt = comparedPrompt(body.text, lookup.ignoresSystem(call));
  if (prompt === undefined || prompt.text.length > defaultLimits.cache.semantic.maxPromptChars)
    return undefined;
  const most = lookup.maxMessages?.(call) ?? Number.POSITIVE_INFINITY;
  return prompt.messageCount > most ? undefined : prompt;
}

/**
 * Whose answers may be given: nobody gets what another subscription was answered, nor, where `vary-by` does
 * not say who callers are, what was answered to other credentials. Undefined where nothing tells callers
 * apart.
 */
function callerOf(call: PolicyCall, { varyBy, backend }: Lookup, rest: string): string | undefined {
  const { facts, request } = call;
  const subscription = facts.subscription?.id ?? "";
  // Of the client: policies may have put credentials of the node's in their place, the same for everybody.
  const shown = request.headers.original.filter(({ key }) => key === "authorization" || key === "cookie");
  const certificate = facts.certificate instanceof Certificate ? facts.certificate.thumbprint : "";
  const isNamed = subscription !== "" || certificate !== "" || shown.length > 0;
  if (varyBy.length === 0 && !isNamed) return undefined;
  const { scheme, host, port, path } = request.facts.original;
  const varied =
    varyBy.length === 0
      ? [certificate, ...shown.flatMap(({ key, value }) => [key, value])]
      : varyBy.map((value) => value(call));
  return cacheKey([
    ...[scheme, host, String(port), path, facts.api?.id ?? "", facts.api?.revision ?? ""],
    ...[facts.operation?.id ?? "", facts.product?.id ?? "", request.path, request.query],
    ...[subscription, backend(call), rest, String(varyBy.length), ...varied],
  ]);
}

async function lookUp(
  call: PolicyCall,
  { maxDistance, backend }: Lookup,
  text: string,
  caller: string,
): Promise<StepResult> {
  const service = embeddingsService(call, backend(call));
  try {
    const vector = await embeddingOf(call, service, text);
    if (isAbandoned()) return await abandoned();
    const found = call.ports.semantic.nearest(caller, vector, maxDistance);
    call.note("cache", found === undefined ? "miss" : `hit at ${found.distance.toFixed(4)}`);
    if (found === undefined) rememberPrompt(call, { caller, vector });
    else return answerFrom(call, found);
  } catch (error) {
    if (isAbandoned()) return await abandoned();
    if (!(error instanceof PolicyFailure)) throw error;
    tellFailure(call, error);
  }
  return undefined;
}

function tellFailure(call: PolicyCall, { reason, message }: PolicyFailure): void {
  call.note("cache", `not asked: ${message}`);
  call.ports.trace(call, {
    source: "llm-semantic-cache-lookup",
    severity: "error",
    message: `no embedding of a prompt, the call goes on without the cache: ${message}`,
    metadata: new Map([["reason", reason]]),
  });
}

type Found = NonNullable<ReturnType<SemanticCache["nearest"]>>;

function answerFrom(call: PolicyCall, { response, ageMs }: Found): StepResult {
  const { status, reasonPhrase, fields, body } = response;
  call.response?.body.discard();
  call.response = new PolicyResponse({
    ...{ status, reasonPhrase, fields, connectionNames: [], body: wholeBody(body) },
  });
  call.response.headers.set("Age", [String(Math.floor(ageMs / 1000))]);
  call.isFromCache = true;
  call.resumesAfter =
    findStatement(call.plan, "outbound", "llm-semantic-cache-store") ??
    findStatement(call.plan, "outbound", "azure-openai-semantic-cache-store");
  return "end";
}
