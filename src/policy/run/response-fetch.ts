// What `cache-lookup` leaves for `cache-store`: the task to fetch a response, and the terms on which it may
// be kept. However the call ends, those who wait for the response are not left waiting.

import { type CacheScope, type DownstreamCaching, downstreamControl } from "#http/cache-rules.ts";
import type { ResponseFetch } from "../plan/cache-ports.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { PolicyResponse } from "../plan/policy-message.ts";

export type CachesBehind = { readonly caching: DownstreamCaching; readonly mustRevalidate: boolean };

export type FetchTask = {
  readonly fetch: ResponseFetch;
  readonly scope: CacheScope;
  readonly behind: CachesBehind;
};

const TASK = Symbol("the response that this call fetches for others");

class KeptTask {
  readonly task: FetchTask;

  constructor(task: FetchTask) {
    this.task = task;
  }
}

export function rememberFetch(call: PolicyCall, task: FetchTask): void {
  call.state.set(TASK, new KeptTask(task));
  call.onRelease(() => task.fetch.abandon());
}

/** Undefined where nothing was looked up. */
export function fetchTaskOf(call: PolicyCall): FetchTask | undefined {
  const kept = call.state.get(TASK);
  return kept instanceof KeptTask ? kept.task : undefined;
}

/** In the place of what the backend says to caches: ours keeps the response, and theirs may do as told. */
export function tellCachesBehind(
  { headers }: PolicyResponse,
  { caching, mustRevalidate }: CachesBehind,
  leftMs: number,
): void {
  headers.set("Cache-Control", [downstreamControl(caching, mustRevalidate, leftMs)]);
  headers.remove("Expires");
  headers.remove("Pragma");
}
