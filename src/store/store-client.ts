// A store on a thread of its own, as those see it that wait for it: the port, and how the store is.

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import {
  type EntryRepository,
  type GenerationRepository,
  type QuotaRepository,
  type Renewal,
  type SettingRepository,
  type Store,
  StoreError,
  type SubscriptionRepository,
} from "./store.ts";
import type { StoreReply, StoreRequest, StoreThreadData } from "./store-message.ts";

export type StoreHealth =
  | { readonly kind: "open"; readonly renewal: Renewal | undefined }
  | { readonly kind: "failed"; readonly error: StoreError };

export type StoreClientOptions = {
  /** The program's entry, which finds its role in its `workerData`. */
  readonly entry: URL;
  readonly path: string;
  /** Each time that the store was opened, could not be, or failed. */
  readonly onHealth: (health: StoreHealth) => void;
};

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

/** More than that wait for a disk that does not answer: further calls are refused, not kept. */
const MAX_WAITING = 4096;
const CLOSE_TIMEOUT_MS = 3000;

export class StoreClient implements Store {
  readonly #options: StoreClientOptions;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #lastId = 0;
  readonly entries: EntryRepository;
  readonly quotas: QuotaRepository;
  readonly generations: GenerationRepository;
  readonly settings: SettingRepository;
  readonly subscriptions: SubscriptionRepository;

  constructor(options: StoreClientOptions) {
    this.#options = options;
    const method =
      <Args extends readonly unknown[], T>(repository: keyof Store, name: string) =>
      (...args: Args): Promise<T> =>
        // The thread calls the method of the same name, whose type this is.
        this.#call(repository, name, args) as Promise<T>;
    this.entries = {
      put: method("entries", "put"),
      remove: method("entries", "remove"),
      all: method("entries", "all"),
      removeEnded: method("entries", "removeEnded"),
    };
    this.quotas = { replace: method("quotas", "replace"), all: method("quotas", "all") };
    this.generations = {
      append: method("generations", "append"),
      last: method("generations", "last"),
      recent: method("generations", "recent"),
    };
    this.subscriptions = {
      add: method("subscriptions", "add"),
      replace: method("subscriptions", "replace"),
      remove: method("subscriptions", "remove"),
      all: method("subscriptions", "all"),
    };
    this.settings = { get: method("settings", "get"), set: method("settings", "set") };
  }

  /** Opens the store, or opens it anew; `onHealth` hears how that went. */
  open(): void {
    this.#thread ??= this.#start();
    this.#post({ kind: "open" });
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    this.#thread = undefined;
    const ended = once(thread, "exit");
    thread.postMessage({ kind: "close" } satisfies StoreRequest);
    const timer = setTimeout(() => void thread.terminate(), CLOSE_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }

  #start(): Worker {
    const data: StoreThreadData = { role: "store", path: this.#options.path };
    const thread = new Worker(this.#options.entry, { name: "store", workerData: data });
    thread.on("message", (reply: StoreReply) => this.#heard(reply));
    thread.on("error", (error: Error) => this.#gone(thread, error.message));
    thread.on("exit", () => this.#gone(thread, "its thread ended"));
    return thread;
  }

  #gone(thread: Worker, why: string): void {
    const isOurs = this.#thread === thread;
    if (isOurs) this.#thread = undefined;
    const error = new StoreError("unavailable", `the store ended: ${why}`);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    if (isOurs) this.#options.onHealth({ kind: "failed", error });
  }

  #call(repository: string, method: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#thread === undefined)
      return Promise.reject(new StoreError("unavailable", "the store is not open"));
    if (this.#waiting.size >= MAX_WAITING)
      return Promise.reject(
        new StoreError("unavailable", "the store does not keep up with what it is asked"),
      );
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ kind: "call", id, repository, method, args });
    });
  }

  #post(request: StoreRequest): void {
    this.#thread?.postMessage(request);
  }

  #heard(reply: StoreReply): void {
    switch (reply.kind) {
      case "opened":
        this.#options.onHealth({ kind: "open", renewal: reply.renewal });
        return;
      case "failed":
        this.#options.onHealth({ kind: "failed", error: new StoreError(reply.failure, reply.message) });
        return;
      case "result":
        this.#take(reply.id)?.resolve(reply.value);
        return;
      case "error":
        this.#take(reply.id)?.reject(new StoreError(reply.failure, reply.message));
        return;
      case "closed":
        return; // its thread ends by itself
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
