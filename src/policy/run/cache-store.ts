// How `cache-store` runs: keeps the response that `cache-lookup` did not find, where it may be given to
// others.

import { mayKeep } from "#http/cache-rules.ts";
import { type Field, makeField } from "#http/field.ts";
import { FieldKind, isEndToEnd } from "#http/field-kind.ts";
import { isStreaming } from "#http/streaming.ts";
import { whenAnswered } from "#kernel/answer.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { ownCopy } from "#kernel/own-copy.ts";
import type { CachedResponse } from "../plan/cache-ports.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { PolicyResponse } from "../plan/policy-message.ts";
import type { PolicyCompiler, StepResult } from "../plan/step.ts";
import { type FetchTask, fetchTaskOf, tellCachesBehind } from "./response-fetch.ts";

/** Statuses that say nothing about the next request: whoever waits tries for himself. */
const isPassing = (status: number): boolean => status >= 500 || status === 304 || status === 206;

export const cacheStore: PolicyCompiler = (element) => {
  const duration = element.number("duration", 0);
  const anyStatus = element.bool("cache-response", false);
  return (call) => {
    const { response } = call;
    const task = fetchTaskOf(call);
    if (task === undefined || response === undefined) {
      call.note("cache", "nothing was looked up");
      return undefined;
    }
    const ttlMs = duration(call) * 1000;
    const isKept =
      ttlMs > 0 && mayKeep(response.status, response.headers.fields, task.scope, anyStatus(call));
    if (!isKept || !isOfSize(response)) {
      call.note("cache", "not kept");
      if (isPassing(response.status)) task.fetch.abandon();
      else task.fetch.unshare();
      return undefined;
    }
    const gathered = response.body.isWhole ? undefined : call.ports.gather(call, "response");
    return whenAnswered(gathered, () => keep(call, response, task, ttlMs));
  };
};

/** Streams are not held up to be kept, nor are bodies that are too large anyway. */
function isOfSize({ headers, body }: PolicyResponse): boolean {
  return !isStreaming(headers.fields) && body.lengthBytes <= defaultLimits.cache.responseBytes / 8;
}

function keep(
  call: PolicyCall,
  response: PolicyResponse,
  task: FetchTask,
  ttlMs: number,
): StepResult | Promise<StepResult> {
  return whenAnswered(task.fetch.keep(asKept(response), ttlMs), (isKept): StepResult => {
    call.note("cache", isKept ? "kept" : "too large");
    if (isKept) tellCachesBehind(response, task.behind, ttlMs);
    return undefined;
  });
}

/** Without what belongs to one connection; whoever answers with it says when, and how old it is. */
function asKept(response: PolicyResponse): CachedResponse {
  const { connectionNames } = response.outgoing;
  const { status, reasonPhrase, headers, body } = response;
  const fields = headers.fields.filter(
    ({ key, kind }) => isEndToEnd(kind) && kind !== FieldKind.date && !connectionNames.includes(key),
  );
  return { status, reasonPhrase, fields: fields.map(ownField), body: body.wire };
}

/** What came once is a slice of the head that it came with; what came again has memory of its own. */
const ownField = (field: Field): Field =>
  field.line === "" ? makeField(ownCopy(field.name), ownCopy(field.value)) : field;
