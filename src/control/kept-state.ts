// What the node keeps over a restart, between the store and the memory that workers decide by: lists, quotas
// and the history of configurations. Where the store fails, traffic goes on by what the memory holds, nothing
// new is acknowledged, and the store is opened again and again until it can be.

import { randomBytes } from "node:crypto";
import type { ClientListWriter, ListedClient, Subject } from "#fleet/client-lists.ts";
import type { FleetKeeper } from "#fleet/fleet.ts";
import { type FleetMemory, openFleetKeeper, seedFleet } from "#fleet/memory-fleet.ts";
import { parsePrefix } from "#kernel/address.ts";
import type { Seed } from "#kernel/keyed-hash.ts";
import {
  type KeptEntry,
  type KeptGeneration,
  type SettingRepository,
  type Store,
  StoreError,
  type StoreFailure,
  type SubscriptionRepository,
} from "#store/store.ts";
import { StoreClient, type StoreHealth } from "#store/store-client.ts";
import { errorDetails, type Log, type LogDetails } from "#telemetry/log.ts";
import { QuotaCheckpoint } from "./quota-checkpoint.ts";

export type KeptStateOptions = {
  readonly log: Log;
  readonly memory: FleetMemory;
  /** The program's entry, for the store's thread. */
  readonly entry: URL;
  /** Workers run already: control was replaced under them. */
  readonly isResumed: boolean;
  readonly onFailure: (failure: StoreFailure) => void;
  /** Each time that the store can be used. */
  readonly onOpened: () => void;
  /** Each time that the store was opened, before what it holds is in force. */
  readonly onRestore: (store: Store, path: string) => Promise<unknown>;
};

/** How long a start waits for the store before it goes on without. */
const OPEN_WAIT_MS = 10_000;
const FIRST_REOPEN_MS = 100;
const LAST_REOPEN_MS = 5000;
const SWEEP_MS = 5000;
const SEED = "fleet-seed";

export class KeptState {
  readonly #options: KeptStateOptions;
  readonly #opened = Promise.withResolvers<void>();
  #store: StoreClient | undefined;
  #path = "";
  #fleet: FleetKeeper | undefined;
  #checkpoint: QuotaCheckpoint | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #reopen: NodeJS.Timeout | undefined;
  /** Empty while the store is open and its state is in memory. */
  #failure = "the store is not open yet";
  #told = "";
  #reopenMs = FIRST_REOPEN_MS;
  #renewal = "";
  /** Why the last write was not done; empty where it was. */
  #refusal = "";
  #lastGeneration = 0;
  /** Accepted while there was no store to keep it. */
  #unkept: KeptGeneration | undefined;
  /** What was acknowledged, by id: so much a store that had to be renewed gets back. */
  #entries = new Map<number, KeptEntry>();
  /** Changes of the lists run one after the other, so that store and memory see them in one order. */
  #changing: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: KeptStateOptions) {
    this.#options = options;
  }

  /** Resolves when what was kept is in force, or when there is no store to take it from for now. */
  async open(path: string): Promise<void> {
    const { entry } = this.#options;
    this.#path = path;
    this.#store = new StoreClient({ entry, path, onHealth: (health) => void this.#healthChanged(health) });
    this.#store.open();
    const timer = setTimeout(() => this.#opened.resolve(), OPEN_WAIT_MS);
    await this.#opened.promise;
    clearTimeout(timer);
    this.#fleet ??= this.#openFleet(undefined);
    this.#sweep = setInterval(() => void this.#removeEnded(), SWEEP_MS);
  }

  /** True where the store is open and its last write was done. */
  get isUp(): boolean {
    return this.#failure === "" && this.#refusal === "";
  }

  /** What an operator should know of it, failure included. */
  get warnings(): readonly string[] {
    return [this.#failure, this.#refusal, this.#renewal].filter((text) => text !== "");
  }

  /** Throws a `StoreError` where it cannot be used for now. */
  get subscriptions(): SubscriptionRepository {
    return this.#open().subscriptions;
  }

  /** As above. */
  get settings(): SettingRepository {
    return this.#open().settings;
  }

  get fleet(): FleetKeeper | undefined {
    return this.#fleet;
  }

  /** Above every number that this node was ever known to have. */
  nextGeneration(current: number): number {
    return (
      Math.max(current, this.#lastGeneration, this.#fleet?.generations.current("configuration") ?? 0) + 1
    );
  }

  /** Keeps it where that can be done: the configuration is in force whether or not it is. */
  async accepted(generation: KeptGeneration): Promise<void> {
    this.#fleet?.generations.raise("configuration", generation.generation);
    try {
      await this.#open().generations.append(generation);
      this.#refusal = "";
    } catch (error) {
      this.#unkept = generation;
      this.#refused("the generation could not be kept", error);
    }
  }

  async generations(limit: number): Promise<readonly KeptGeneration[]> {
    return this.#open().generations.recent(limit);
  }

  /** Durable and in force on every worker when it resolves; a `StoreError` where it is neither. */
  put(entry: Omit<KeptEntry, "id">): Promise<KeptEntry> {
    return this.#change(async (store, { lists }) => {
      const kept = await store.entries.put(entry);
      const listed = listedClient(kept);
      if (listed !== undefined && lists.put(listed)) {
        this.#entries.set(kept.id, kept);
        return kept;
      }
      await store.entries.remove(kept.list, kept.subject);
      throw new StoreError("full", `there is room for ${lists.size} bans and allowances`);
    });
  }

  /** Resolves to the entry that is gone; undefined where there was none. */
  remove(list: KeptEntry["list"], subject: string): Promise<KeptEntry | undefined> {
    return this.#change(async (store, { lists }) => {
      const removed = await store.entries.remove(list, subject);
      if (removed !== undefined) this.#forget(lists, removed.id);
      return removed;
    });
  }

  /** Those in force, in the order of their ids; also while the store fails. */
  entries(list: KeptEntry["list"]): readonly KeptEntry[] {
    return this.#inForce().filter((entry) => entry.list === list);
  }

  #inForce(): KeptEntry[] {
    const nowMs = Date.now();
    return [...this.#entries.values()].filter(({ untilMs }) => untilMs === undefined || untilMs > nowMs);
  }

  #forget(lists: ClientListWriter, id: number): void {
    lists.remove(id);
    this.#entries.delete(id);
  }

  /** Keeps the quotas' last counts. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweep);
    clearTimeout(this.#reopen);
    await this.#checkpoint?.close();
    await this.#store?.close();
  }

  // ── the store comes and goes ──

  async #healthChanged(health: StoreHealth): Promise<void> {
    try {
      if (health.kind === "failed") throw health.error;
      if (health.renewal !== undefined) this.#renewed(health.renewal);
      await this.#restore();
      if (this.#told !== "") this.#options.log.info("the store can be used again");
      this.#failure = "";
      this.#refusal = "";
      this.#told = "";
      this.#options.onOpened();
      this.#reopenMs = FIRST_REOPEN_MS;
    } catch (error) {
      this.#failed(error);
    }
    this.#opened.resolve();
  }

  #failed(error: unknown): void {
    if (this.#isClosed) return;
    const { log, onFailure } = this.#options;
    onFailure(error instanceof StoreError ? error.failure : "defect");
    const why = error instanceof Error ? error.message : String(error);
    this.#failure = `nothing new can be kept: ${why}`;
    // Once per cause, and not each time that it is tried again.
    if (this.#told !== why) log.error("the store cannot be used; traffic goes on", detailsOf(error));
    this.#told = why;
    clearTimeout(this.#reopen);
    this.#reopen = setTimeout(() => this.#store?.open(), this.#reopenMs);
    this.#reopenMs = Math.min(2 * this.#reopenMs, LAST_REOPEN_MS);
  }

  #renewed({ movedTo, why, rescued }: { movedTo: string; why: string; rescued: number }): void {
    this.#options.onFailure("corrupt");
    this.#renewal = `the store was damaged (${why}) and is renewed with the ${rescued} rows that could be read; the damaged file is ${movedTo}`;
    this.#options.log.error("the store was damaged and is renewed", { why, rescued, movedTo });
  }

  /** The seed first: quotas can be read under the seed that they were counted under only. */
  async #restore(): Promise<void> {
    const store = this.#store;
    if (store === undefined) return;
    const kept = readSeed(await store.settings.get(SEED));
    const isFirst = this.#fleet === undefined && !this.#options.isResumed;
    this.#fleet ??= this.#openFleet(kept);
    const seed = seedFleet(this.#options.memory, newSeed());
    const isSame = kept !== undefined && kept[0] === seed[0] && kept[1] === seed[1];
    if (!isSame) await store.settings.set(SEED, seed.join(" "));
    if (isFirst && isSame) this.#leftOut(this.#fleet.quotas.restore(await keptQuotas(store)), "quotas");
    await this.#restoreLists(store, this.#fleet.lists);
    if (this.#unkept !== undefined) await store.generations.append(this.#unkept);
    this.#unkept = undefined;
    await this.#options.onRestore(store, this.#path);
    this.#lastGeneration = Math.max(this.#lastGeneration, (await store.generations.last())?.generation ?? 0);
    this.#checkpoint ??= new QuotaCheckpoint(store.quotas, this.#fleet.quotas, (error) =>
      this.#refused("quotas could not be kept", error),
    );
  }

  /** A store that was renewed lacks what could not be read of it; the memory of a running node has it. */
  async #restoreLists(store: StoreClient, lists: ClientListWriter): Promise<void> {
    const nameOf = ({ list, subject }: KeptEntry): string => `${list} ${subject}`;
    const found = new Set((await store.entries.all()).map(nameOf));
    for (const entry of this.#inForce()) if (!found.has(nameOf(entry))) await store.entries.put(entry);
    const entries = await store.entries.all();
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]));
    this.#leftOut(
      lists.replaceAll(entries.map(listedClient).filter((entry) => entry !== undefined)),
      "bans and allowances",
    );
  }

  #openFleet(seed: Seed | undefined): FleetKeeper {
    seedFleet(this.#options.memory, seed ?? newSeed());
    return openFleetKeeper(this.#options.memory);
  }

  #leftOut(count: number, what: string): void {
    if (count > 0)
      this.#options.log.error(`there is no room for all ${what} that were kept`, { left: count });
  }

  #open(): StoreClient {
    if (this.#store === undefined || this.#failure !== "")
      throw new StoreError("unavailable", this.#failure === "" ? "the store is not open yet" : this.#failure);
    return this.#store;
  }

  #refused(what: string, error: unknown): void {
    if (this.#isClosed) return;
    this.#options.onFailure(error instanceof StoreError ? error.failure : "defect");
    // Where there is no store at all, that is the reason to give.
    if (this.#failure === "" && error instanceof StoreError) this.#refusal = `${what}: ${error.message}`;
    this.#options.log.error(what, detailsOf(error));
  }

  #change<T>(run: (store: StoreClient, fleet: FleetKeeper) => Promise<T>): Promise<T> {
    const done = this.#changing.then(async () => {
      const store = this.#open();
      if (this.#fleet === undefined) throw new StoreError("unavailable", "the node is starting");
      const value = await run(store, this.#fleet);
      this.#refusal = "";
      this.#fleet.generations.raise("lists", this.#fleet.generations.current("lists") + 1);
      return value;
    });
    this.#changing = done.catch((error: unknown) => {
      // That there is no store was told when it went.
      if (this.#failure === "") this.#refused("a change of the lists was refused", error);
    });
    return done;
  }

  /** They end by themselves wherever they are asked for; this makes room. */
  async #removeEnded(): Promise<void> {
    if (this.#failure !== "" || this.#fleet?.leader.isLeader !== true) return;
    const { lists } = this.#fleet;
    try {
      for (const id of await this.#open().entries.removeEnded(Date.now())) this.#forget(lists, id);
    } catch (error) {
      this.#refused("ended bans could not be removed", error);
    }
  }
}

/** A failure of the store is the world's, and has no place in our code to look at. */
function detailsOf(error: unknown): LogDetails {
  if (error instanceof StoreError && error.failure !== "defect")
    return { error: error.message, failure: error.failure };
  return errorDetails(error);
}

function listedClient({ id, list, kind, subject, untilMs }: KeptEntry): ListedClient | undefined {
  const who = subjectOf(kind, subject);
  return who === undefined
    ? undefined
    : { id, list, subject: who, untilMs: untilMs ?? Number.POSITIVE_INFINITY };
}

function subjectOf(kind: KeptEntry["kind"], text: string): Subject | undefined {
  if (kind === "key") return { kind, key: text };
  const prefix = parsePrefix(text);
  return "error" in prefix ? undefined : { kind, prefix };
}

async function keptQuotas(store: StoreClient) {
  const quotas = await store.quotas.all();
  return quotas.map(({ endMs, ...quota }) => ({ ...quota, endMs: endMs ?? Number.POSITIVE_INFINITY }));
}

function readSeed(text: string | undefined): Seed | undefined {
  const [k0 = Number.NaN, k1 = Number.NaN] = (text ?? "").split(" ").map(Number);
  return Number.isInteger(k0) && Number.isInteger(k1) ? [k0, k1] : undefined;
}

function newSeed(): Seed {
  const bytes = randomBytes(8);
  return [bytes.readInt32LE(0), bytes.readInt32LE(4)];
}
