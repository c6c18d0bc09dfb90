// What a worker knows of addresses that claim to be a good bot. It asks nobody itself: questions go to the
// control thread, which asks each of them once for all workers.

import { defaultLimits } from "#kernel/limits.ts";
import type { Proof } from "./confirm-host.ts";
import { ownerNetworkOf } from "./owner-network.ts";
import { type HostAnswer, type HostQuestion, ProofMemory } from "./proof-memory.ts";

/** `pending`: it is being asked about. `unasked`: nobody asks name servers here. */
export type KnownProof = Proof | "pending" | "unasked";

export interface HostProofs {
  /** @param hosts patterns, with a blank between them */
  proofOf(address: string, hosts: string): KnownProof;
}

/** Of a tool that calls nobody. */
export const noHostProofs: HostProofs = { proofOf: () => "unasked" };

/** Longer than control takes: an answer that was lost is asked for again. */
const PENDING_MS = defaultLimits.bots.confirmationTimeoutMs * 2;
const { maxQuestionsPerSecond, maxWaitingPerNetwork } = defaultLimits.bots;

export class WorkerProofs implements HostProofs {
  #second = 0;
  #askedInSecond = 0;
  readonly #askedOfNetwork = new Map<string, number>();
  #servers = "";
  readonly #memory = new ProofMemory<Proof | "pending">();
  readonly #ask: (question: HostQuestion) => void;

  constructor(ask: (question: HostQuestion) => void) {
    this.#ask = ask;
  }

  proofOf(address: string, hosts: string): KnownProof {
    const nowMs = Date.now();
    const question = { address, hosts };
    const known = this.#memory.get(question, nowMs);
    if (known !== undefined) return known.proof;
    // What was confirmed before stays so while it is asked about anew, and not a moment longer.
    const isRenewed = this.#memory.renew(question, nowMs, nowMs + PENDING_MS);
    if (!isRenewed) {
      if (!this.#hasRoom(address, nowMs)) return "undecided";
      this.#memory.set(question, "pending", nowMs + PENDING_MS);
    }
    this.#ask(question);
    return isRenewed ? "verified" : "pending";
  }

  /** Claims without number are no reason to keep control from its work, nor one network's the others'. */
  #hasRoom(address: string, nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#askedInSecond = 0;
      this.#askedOfNetwork.clear();
    }
    if (this.#askedInSecond >= maxQuestionsPerSecond) return false;
    const network = ownerNetworkOf(address);
    const ofNetwork = this.#askedOfNetwork.get(network) ?? 0;
    if (ofNetwork >= maxWaitingPerNetwork) return false;
    this.#askedOfNetwork.set(network, ofNetwork + 1);
    this.#askedInSecond++;
    return true;
  }

  /** What other name servers than these said is forgotten. */
  use(servers: readonly string[]): void {
    const named = servers.join(" ");
    if (named !== this.#servers) this.#memory.clear();
    this.#servers = named;
  }

  learn(answer: HostAnswer): void {
    this.#memory.set(answer, answer.proof, answer.untilMs);
  }
}
