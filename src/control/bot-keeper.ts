// Confirms for all workers which addresses are good bots', by the name servers of the plan in force.

import { isDeepStrictEqual } from "node:util";
import type { Proof } from "#bot/confirm-host.ts";
import { openHostNames } from "#bot/host-names.ts";
import { ProofDesk } from "#bot/proof-desk.ts";
import type { HostAnswer, HostQuestion } from "#bot/proof-memory.ts";

export type BotKeeperOptions = {
  readonly publish: (answer: HostAnswer) => void;
  readonly count: (outcome: Proof | "dropped") => void;
};

export class BotKeeper {
  readonly #desk: ProofDesk;
  #servers: readonly string[] = [];
  #names = openHostNames([]);

  constructor({ publish, count }: BotKeeperOptions) {
    this.#desk = new ProofDesk({ names: () => this.#names, answered: publish, count });
  }

  /** What the servers of before said is forgotten, and what they were being asked is asked of these. */
  use(servers: readonly string[]): void {
    if (isDeepStrictEqual(servers, this.#servers)) return;
    const before = this.#names;
    this.#servers = servers;
    this.#names = openHostNames(servers);
    this.#desk.startAnew();
    before.close();
  }

  ask(question: HostQuestion): void {
    this.#desk.ask(question);
  }

  close(): void {
    this.#desk.close();
    this.#names.close();
  }
}
