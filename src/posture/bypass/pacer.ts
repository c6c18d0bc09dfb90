// One request after the other to one backend, at a bounded rate, and none any more once it begins to fail.

import { setTimeout as sleep } from "node:timers/promises";
import type { ProbeReply } from "./probe-message.ts";

/** So many of so many requests in a row that fail, and the audit leaves the backend alone. */
const FAILURES = 3;
const WINDOW = 10;

export class Pacer {
  readonly #intervalMs: number;
  readonly #recent: boolean[] = [];
  #nextMs = 0;
  #requests = 0;
  #isStopped = false;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  get requests(): number {
    return this.#requests;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Callers wait for one before they ask for the next. */
  async ask(send: () => Promise<ProbeReply>): Promise<ProbeReply> {
    if (this.#isStopped) return { kind: "failed", at: "connect", code: "stopped" };
    const waitMs = this.#nextMs - performance.now();
    // A timer leaves fractions of a millisecond out.
    if (waitMs > 0) await sleep(Math.ceil(waitMs));
    this.#nextMs = performance.now() + this.#intervalMs;
    this.#requests++;
    const reply = await send();
    this.#note(isFailing(reply));
    return reply;
  }

  #note(isFailure: boolean): void {
    this.#recent.push(isFailure);
    if (this.#recent.length > WINDOW) this.#recent.shift();
    this.#isStopped = this.#recent.filter(Boolean).length >= FAILURES;
  }
}

/** Answers of 5xx, and none at all from a backend that took the connection. */
function isFailing(reply: ProbeReply): boolean {
  if (reply.kind === "answered") return reply.status >= 500;
  return reply.kind === "failed" && reply.at !== "connect" && reply.code === "timeout";
}
