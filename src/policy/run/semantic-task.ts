// What `llm-semantic-cache-lookup` leaves for `llm-semantic-cache-store`: the prompt that was not answered.

import type { PolicyCall } from "../plan/policy-call.ts";

export type UnansweredPrompt = {
  /** Whose answer it will be. */
  readonly caller: string;
  readonly vector: Float32Array;
};

const TASK = Symbol("the prompt whose answer is to be kept");

class KeptPrompt {
  readonly prompt: UnansweredPrompt;

  constructor(prompt: UnansweredPrompt) {
    this.prompt = prompt;
  }
}

/** The answer is to be kept: it must come in no coding, for callers that may take another. */
export function rememberPrompt(call: PolicyCall, prompt: UnansweredPrompt): void {
  call.state.set(TASK, new KeptPrompt(prompt));
  call.request.headers.remove("Accept-Encoding");
}

/** Undefined where nothing was looked up, or it was found. */
export function unansweredPrompt(call: PolicyCall): UnansweredPrompt | undefined {
  const kept = call.state.get(TASK);
  return kept instanceof KeptPrompt ? kept.prompt : undefined;
}
