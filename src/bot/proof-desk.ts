// Answers the questions of all workers about addresses, each once: few at a time, a bounded number that wait,
// and of one network only some, so that an owner of many addresses does not keep the others waiting.

import { defaultLimits } from "#kernel/limits.ts";
import { confirmHost, type HostNames, type Proof } from "./confirm-host.ts";
import { ownerNetworkOf } from "./owner-network.ts";
import { type HostAnswer, type HostQuestion, keyOfQuestion, ProofMemory } from "./proof-memory.ts";

export type ProofDeskOptions = {
  /** Those of the configuration in force. */
  readonly names: () => HostNames;
  readonly answered: (answer: HostAnswer) => void;
  /** `dropped`: too many wait. */
  readonly count: (outcome: Proof | "dropped") => void;
  readonly now?: () => number;
};

const limits = defaultLimits.bots;

export class ProofDesk {
  readonly #options: ProofDeskOptions;
  readonly #now: () => number;
  readonly #memory = new ProofMemory();
  readonly #waiting: HostQuestion[] = [];
  /** Under way or waiting. */
  readonly #open = new Set<string>();
  readonly #byNetwork = new Map<string, number>();
  #running = 0;
  /** Answers that were begun before the last `startAnew` are none. */
  #generation = 0;
  #isClosed = false;

  constructor(options: ProofDeskOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** The answer goes to everybody, at once where it is known. */
  ask(question: HostQuestion): void {
    const known = this.#memory.get(question, this.#now());
    if (known !== undefined) {
      this.#options.answered({ ...question, ...known });
      return;
    }
    const key = keyOfQuestion(question);
    if (this.#isClosed || this.#open.has(key)) return;
    const network = ownerNetworkOf(question.address);
    const ofNetwork = this.#byNetwork.get(network) ?? 0;
    if (this.#waiting.length >= limits.maxWaiting || ofNetwork >= limits.maxWaitingPerNetwork) {
      // Without an answer: the worker asks again after a while, if there is still a reason to.
      this.#options.count("dropped");
      return;
    }
    this.#open.add(key);
    this.#byNetwork.set(network, ofNetwork + 1);
    this.#waiting.push(question);
    this.#goOn();
  }

  /** Others are asked from now on: nothing of what is known holds, and what is under way is asked again. */
  startAnew(): void {
    this.#generation++;
    this.#memory.clear();
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
  }

  #goOn(): void {
    while (this.#running < limits.maxConfirmations) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running++;
      void this.#answer(next);
    }
  }

  async #answer(question: HostQuestion): Promise<void> {
    const { address, hosts } = question;
    const generation = this.#generation;
    const { proof, validMs } = await confirmHost(address, hosts.split(" "), this.#options.names());
    this.#running--;
    if (generation !== this.#generation && !this.#isClosed) {
      this.#waiting.unshift(question);
      this.#goOn();
      return;
    }
    this.#forget(question);
    if (this.#isClosed) return;
    const untilMs = this.#now() + validMs;
    this.#memory.set(question, proof, untilMs);
    this.#options.count(proof);
    this.#options.answered({ ...question, proof, untilMs });
    this.#goOn();
  }

  #forget(question: HostQuestion): void {
    this.#open.delete(keyOfQuestion(question));
    const network = ownerNetworkOf(question.address);
    const left = (this.#byNetwork.get(network) ?? 1) - 1;
    if (left === 0) this.#byNetwork.delete(network);
    else this.#byNetwork.set(network, left);
  }
}
