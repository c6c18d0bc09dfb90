// A function as requests use it: its sandbox, a fresh one after it was cut off, and what it decided. How
// often it is made anew is bounded, so that whoever knows how to break it does not make the worker do that.

import type { Answer } from "#kernel/answer.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { type FunctionDecision, readDecision } from "./decision.ts";
import { Sandbox, type SandboxCall, type SandboxFailure, type Script, type ScriptFlaw } from "./sandbox.ts";

export type FunctionResult =
  | FunctionDecision
  | ({ readonly kind: "failed" } & { readonly failure: SandboxFailure });

const { maxFreshMs, minFreshMs, freshPercentage } = defaultLimits.functions;

const UNAVAILABLE = {
  kind: "unavailable",
  message: "was cut off too often to be started again now",
} as const;
const NEXT: FunctionDecision = { kind: "next" };

export class SandboxedFunction {
  readonly #script: Script;
  readonly #now: () => number;
  #sandbox: Sandbox;
  #fresh: Promise<void> | undefined;
  /** How long it may be made anew at once, and when that was true. */
  #creditMs: number = maxFreshMs;
  #creditAtMs: number;

  private constructor(script: Script, sandbox: Sandbox, now: () => number) {
    this.#script = script;
    this.#sandbox = sandbox;
    this.#now = now;
    this.#creditAtMs = now();
  }

  /** @param now monotonic ms */
  static async open(script: Script, now: () => number): Promise<SandboxedFunction | ScriptFlaw> {
    const sandbox = await Sandbox.open(script);
    return sandbox instanceof Sandbox ? new SandboxedFunction(script, sandbox, now) : sandbox;
  }

  /** A promise only where a fresh sandbox is being made. */
  run(call: SandboxCall): Answer<FunctionResult> {
    return this.#sandbox.isSpent ? this.#runAfresh(call) : decisionOf(this.#sandbox.run(call));
  }

  /** Of several that wait for the same one, each may be the next to break it. */
  async #runAfresh(call: SandboxCall): Promise<FunctionResult> {
    while (this.#sandbox.isSpent) {
      if (this.#fresh === undefined && !this.#hasCredit()) return failed(UNAVAILABLE);
      this.#fresh ??= this.#renew().finally(() => {
        this.#fresh = undefined;
      });
      await this.#fresh;
    }
    return decisionOf(this.#sandbox.run(call));
  }

  async #renew(): Promise<void> {
    // What loaded once and does not now leaves the spent one, so that the function is not available.
    const startedMs = this.#now();
    const sandbox = await Sandbox.open(this.#script).catch(() => undefined);
    this.#creditMs -= Math.max(minFreshMs, this.#now() - startedMs);
    if (sandbox instanceof Sandbox) this.#sandbox = sandbox;
  }

  #hasCredit(): boolean {
    const now = this.#now();
    const regainedMs = ((now - this.#creditAtMs) * freshPercentage) / 100;
    this.#creditMs = Math.min(maxFreshMs, this.#creditMs + regainedMs);
    this.#creditAtMs = now;
    return this.#creditMs >= minFreshMs;
  }
}

const failed = (failure: SandboxFailure): FunctionResult => ({ kind: "failed", failure });

function decisionOf(result: ReturnType<Sandbox["run"]>): FunctionResult {
  if (result === undefined) return NEXT;
  if (typeof result !== "string") return failed(result);
  const decision = readDecision(result);
  return "flaw" in decision ? failed({ kind: "bad-result", message: decision.flaw }) : decision;
}

/** For people: one line. */
export function textOf(result: FunctionResult): string {
  switch (result.kind) {
    case "next":
      return "nothing";
    case "failed":
      return `failed: ${result.failure.message}`;
    case "deny":
      return `deny ${result.status}${result.detail === "" ? "" : ` (${result.detail})`}`;
    case "tag":
      return `tag ${result.tag}`;
    case "respond":
      return `respond ${result.status}`;
    case "redirect":
      return `redirect ${result.status} to ${result.location}`;
    default:
      return result.kind;
  }
}
