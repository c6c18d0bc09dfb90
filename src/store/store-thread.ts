// The thread that a store runs on: SQLite blocks whoever calls it, for as long as a disk or another program
// makes it wait, and control must answer meanwhile.

import type { MessagePort } from "node:worker_threads";
import { storeError } from "./sqlite/sqlite-error.ts";
import { SqliteStore } from "./sqlite-store.ts";
import { type Store, StoreError } from "./store.ts";
import type { StoreReply, StoreRequest, StoreThreadData } from "./store-message.ts";

export function startStoreThread(data: StoreThreadData, parent: MessagePort): void {
  const thread = new StoreThread(data.path, parent);
  parent.on("message", (request: StoreRequest) => void thread.heard(request));
}

class StoreThread {
  readonly #path: string;
  readonly #parent: MessagePort;
  #store: Store | undefined;

  constructor(path: string, parent: MessagePort) {
    this.#path = path;
    this.#parent = parent;
  }

  async heard(request: StoreRequest): Promise<void> {
    switch (request.kind) {
      case "open":
        await this.#open();
        return;
      case "call":
        await this.#call(request);
        return;
      case "close":
        await this.#close();
        this.#say({ kind: "closed" });
        this.#parent.close();
    }
  }

  async #open(): Promise<void> {
    try {
      await this.#close();
      const store = new SqliteStore(this.#path);
      this.#store = store;
      this.#say({ kind: "opened", renewal: store.renewal });
    } catch (error) {
      this.#failed(storeError(error));
    }
  }

  async #call({ id, repository, method, args }: StoreRequest & { readonly kind: "call" }): Promise<void> {
    try {
      this.#say({ kind: "result", id, value: await methodOf(this.#store, repository, method)(...args) });
    } catch (error) {
      const failure = storeError(error);
      this.#say({ kind: "error", id, failure: failure.failure, message: failure.message });
      // What is damaged is not written to any more; the next open moves it aside.
      if (failure.failure === "corrupt") await this.#close().then(() => this.#failed(failure));
    }
  }

  #failed({ failure, message }: StoreError): void {
    this.#say({ kind: "failed", failure, message });
  }

  async #close(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    await store?.close();
  }

  #say(reply: StoreReply): void {
    this.#parent.postMessage(reply);
  }
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

function methodOf(store: Store | undefined, repository: string, method: string): Method {
  if (store === undefined) throw new StoreError("unavailable", "the store is not open");
  // The client's proxies name what the port has, and nothing else sends calls.
  const methods = store[repository as "entries"] as unknown as Readonly<Record<string, Method>>;
  const found = methods[method];
  if (found === undefined) throw new StoreError("defect", `a store has no ${repository}.${method}`);
  return found;
}
