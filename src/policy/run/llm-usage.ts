// What the tokens of a call came to, for the policies that count them: read from the answer once it is there,
// from a stream when it has ended.

import { isStreaming } from "#http/streaming.ts";
import type { Answer } from "#kernel/answer.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { PolicyResponse } from "../plan/policy-message.ts";
import { type Prompt, readPrompt, readUsage, StreamedUsage, type TokenUsage } from "./llm-tokens.ts";

export interface UsageListener {
  /** Before the answer leaves, or after a stream has ended. */
  used(usage: TokenUsage): Answer<void>;
  /** No model answered the call. */
  unused(): Answer<void>;
}

/** The prompt of the call's request, whose body is there whole. */
export function promptOf(call: PolicyCall): Prompt {
  return watchOf(call).prompt;
}

/** Tells once what the call used. */
export function onUsage(call: PolicyCall, listener: UsageListener): void {
  watchOf(call).listeners.push(listener);
}

const WATCH = Symbol("tokens of the call");

function watchOf(call: PolicyCall): UsageWatch {
  const known = call.state.get(WATCH);
  if (known instanceof UsageWatch) return known;
  const watch = new UsageWatch(call);
  call.state.set(WATCH, watch);
  return watch;
}

class UsageWatch {
  readonly prompt: Prompt;
  readonly listeners: UsageListener[] = [];
  readonly #call: PolicyCall;
  #isAnswered = false;

  constructor(call: PolicyCall) {
    this.#call = call;
    this.prompt = readPrompt(call.request.body.text);
    // The answer is to be read here: it must come as it is.
    call.request.headers.remove("Accept-Encoding");
    call.atEnd(() => this.#read());
    call.atAnswer(async () => {
      if (!this.#isAnswered) for (const listener of this.listeners) await listener.unused();
    });
  }

  async #read(): Promise<void> {
    const { response } = this.#call;
    if (response === undefined || this.#call.isFromCache) return;
    this.#isAnswered = true;
    if (response.status < 300 && isStreaming(response.headers.fields)) this.#follow(response);
    else await this.#tell(await this.#usageOf(response));
  }

  /** A stream is not held up: what it used is known when the call is done. */
  #follow({ body }: PolicyResponse): void {
    const streamed = new StreamedUsage();
    body.watch(streamed.see);
    this.#call.onRelease(() => void this.#tell(streamed.usage(this.prompt.tokens)));
  }

  async #usageOf(response: PolicyResponse): Promise<TokenUsage> {
    const nothing = { prompt: 0, completion: 0, total: 0 };
    if (response.status >= 300) return nothing;
    if (!response.body.isWhole) await this.#call.ports.gather(this.#call, "response");
    const { tokens } = this.prompt;
    return readUsage(response.body.text) ?? { prompt: tokens, completion: 0, total: tokens };
  }

  async #tell(usage: TokenUsage): Promise<void> {
    this.#call.note("tokens", `${usage.prompt} + ${usage.completion}`);
    for (const listener of this.listeners) await listener.used(usage);
  }
}
