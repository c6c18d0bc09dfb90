// Sends snapshots to the gateway workers and keeps account of which worker serves which. A snapshot counts
// as live when every worker applied it.

import type { MessagePort } from "node:worker_threads";
import type { HostAnswer, HostQuestion } from "#bot/proof-memory.ts";
import type { GuardReport } from "#guard/report-message.ts";
import { type ChallengeTable, noChallenges } from "#snapshot/challenge-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import type { FeedTable, FromGateway, ToGateway } from "#snapshot/worker-link.ts";
import type { SubscriptionTable } from "#subscription/subscription.ts";
import type { Log } from "#telemetry/log.ts";
import type { MemberHealth } from "#upstream/health-prober.ts";

export type WorkerState = {
  readonly worker: number;
  /** 0 before the first snapshot was applied. */
  readonly generation: number;
  /** Why the newest snapshot was refused; empty where it was not. */
  readonly refusal: string;
};

type Link = {
  readonly port: MessagePort;
  generation: number;
  refusal: string;
  /** Who waits for challenges to be in force there. */
  waiting: { readonly turn: number; readonly resolve: () => void }[];
};

const TAKEN_WAIT_MS = 5000;

export class SnapshotPublisher {
  readonly #log: Log;
  readonly #onProgress: () => void;
  readonly #onGuardReport: (pool: string, report: GuardReport) => void;
  readonly #onHostQuestion: (question: HostQuestion) => void;
  readonly #links = new Map<number, Link>();
  #snapshot: Snapshot | undefined;
  #health: readonly MemberHealth[] = [];
  #subscriptions: SubscriptionTable | undefined;
  #challenges: ChallengeTable = noChallenges;
  #turn = 0;
  /** By network. */
  readonly #feeds = new Map<string, FeedTable>();

  /**
   * @param onGuardReport hears of what a worker took from a guard
   * @param onHostQuestion hears of an address that a worker wants confirmed
   */
  constructor(
    log: Log,
    onProgress: () => void,
    onGuardReport: (pool: string, report: GuardReport) => void = ignore,
    onHostQuestion: (question: HostQuestion) => void = ignore,
  ) {
    this.#log = log;
    this.#onProgress = onProgress;
    this.#onGuardReport = onGuardReport;
    this.#onHostQuestion = onHostQuestion;
  }

  get generation(): number {
    return this.#snapshot?.generation ?? 0;
  }

  /** Of the workers that run now, in order. */
  get workers(): WorkerState[] {
    const states = [...this.#links].map(([worker, { generation, refusal }]) => ({
      worker,
      generation,
      refusal,
    }));
    return states.sort((a, b) => a.worker - b.worker);
  }

  /** How many workers serve the newest snapshot. */
  get current(): number {
    return this.workers.filter(({ generation }) => generation === this.generation && generation > 0).length;
  }

  publish(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    for (const link of this.#links.values()) this.#send(link, snapshot);
  }

  /** What health checks found, to all workers and to those that come. */
  publishHealth(health: readonly MemberHealth[]): void {
    this.#health = health;
    for (const link of this.#links.values()) this.#sendHealth(link);
  }

  /** Subscriptions that are kept, to all workers and to those that come. */
  publishSubscriptions(table: SubscriptionTable): void {
    this.#subscriptions = table;
    for (const link of this.#links.values()) this.#sendSubscriptions(link);
  }

  /** What feeds hold now, to all workers and to those that come; the others hold what they held. */
  publishFeeds(feeds: readonly FeedTable[]): void {
    for (const feed of feeds) this.#feeds.set(feed.network, feed);
    for (const { port } of this.#links.values()) sendFeeds(port, feeds);
  }

  /** To all workers that run; those that come ask by themselves. */
  publishHostAnswer(answer: HostAnswer): void {
    const message: ToGateway = { kind: "host-answer", answer };
    for (const { port } of this.#links.values()) port.postMessage(message);
  }

  /** Resolves when all workers answer by these challenges, or after a few seconds. */
  async publishChallenges(table: ChallengeTable): Promise<void> {
    this.#challenges = table;
    const turn = ++this.#turn;
    const all = [...this.#links.values()].map((link) => {
      this.#sendChallenges(link);
      return new Promise<void>((resolve) => link.waiting.push({ turn, resolve }));
    });
    const waited = new Promise<void>((resolve) => setTimeout(resolve, TAKEN_WAIT_MS).unref());
    await Promise.race([Promise.all(all), waited]);
  }

  /** Once more to those that do not serve it: what they refused it for may be over. */
  publishAgain(): void {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return;
    for (const link of this.#links.values()) {
      if (link.generation !== snapshot.generation) this.#send(link, snapshot);
    }
  }

  /** A worker that was just started, or one that serves on after control was replaced. */
  addWorker(worker: number, port: MessagePort): void {
    this.removeWorker(worker);
    const link: Link = { port, generation: 0, refusal: "", waiting: [] };
    this.#links.set(worker, link);
    port.on("message", (message: FromGateway) => this.#heard(worker, link, message));
    port.on("close", () => {
      if (this.#links.get(worker) === link) this.removeWorker(worker);
    });
    // Before the snapshot, so that no request is judged without.
    this.#sendSubscriptions(link);
    if (this.#feeds.size > 0) sendFeeds(port, [...this.#feeds.values()]);
    // Also where there are none: what a control worker that died left is over.
    this.#sendChallenges(link);
    if (this.#snapshot !== undefined) this.#send(link, this.#snapshot);
    if (this.#health.length > 0) this.#sendHealth(link);
  }

  removeWorker(worker: number): void {
    const link = this.#links.get(worker);
    if (link === undefined) return;
    this.#links.delete(worker);
    for (const { resolve } of link.waiting) resolve();
    link.port.close();
    this.#onProgress();
  }

  close(): void {
    for (const worker of [...this.#links.keys()]) this.removeWorker(worker);
  }

  #send(link: Link, snapshot: Snapshot): void {
    link.refusal = "";
    const message: ToGateway = { kind: "snapshot", snapshot };
    link.port.postMessage(message);
  }

  #sendHealth({ port }: Link): void {
    const message: ToGateway = { kind: "health", members: this.#health };
    port.postMessage(message);
  }

  #sendSubscriptions({ port }: Link): void {
    if (this.#subscriptions === undefined) return;
    const message: ToGateway = { kind: "subscriptions", table: this.#subscriptions };
    port.postMessage(message);
  }

  #sendChallenges({ port }: Link): void {
    const message: ToGateway = { kind: "challenges", table: this.#challenges, turn: this.#turn };
    port.postMessage(message);
  }

  #heard(worker: number, link: Link, message: FromGateway): void {
    if (message.kind === "challenges-taken") {
      for (const { turn, resolve } of link.waiting) if (turn <= message.turn) resolve();
      link.waiting = link.waiting.filter(({ turn }) => turn > message.turn);
      return;
    }
    if (message.kind === "guard-report") {
      this.#onGuardReport(message.pool, message.report);
      return;
    }
    if (message.kind === "host-question") {
      this.#onHostQuestion(message.question);
      return;
    }
    const { generation } = message;
    if (message.kind === "applied") {
      link.generation = generation;
      if (generation === this.generation) link.refusal = "";
      this.#log.debug("a worker applied the snapshot", { worker, generation });
    } else {
      if (generation === this.generation) link.refusal = message.message;
      this.#log.error("a worker refused the snapshot and serves on with its old one", {
        worker,
        generation,
        reason: message.message,
      });
    }
    this.#onProgress();
  }
}

function ignore(): void {
  // Nobody takes it.
}

function sendFeeds(port: MessagePort, feeds: readonly FeedTable[]): void {
  const message: ToGateway = { kind: "feeds", feeds };
  port.postMessage(message);
}
