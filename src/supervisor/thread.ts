// One thread of the node that is kept alive: started, watched, and started again when it dies.

import { type ResourceLimits, type Transferable, Worker } from "node:worker_threads";
import { errorDetails, type Log } from "#telemetry/log.ts";
import { RestartDelay } from "./restart-delay.ts";

/** What a start of the thread is given. */
export type ThreadStart = { readonly data: unknown; readonly transfer: readonly Transferable[] };

export type ThreadOptions = {
  /** As logs and debuggers show it: `gateway 0`. */
  readonly name: string;
  readonly entry: URL;
  readonly heapMb: number;
  readonly log: Log;
  /** Called for every start, the first one too. */
  readonly prepare: () => ThreadStart;
  readonly onStarted: () => void;
  readonly onMessage: (message: unknown) => void;
  /** It died without having been let go, and is about to be started again. */
  readonly onDied: () => void;
};

/**
 * V8's young generation: what a thread has dropped and nobody collected yet. One long body fills it, and the
 * buffers that hang on it weigh as much again outside: by V8's own limit a worker grew by 100 MiB for good.
 */
const YOUNG_HEAP_MB = 48;

/** @param heapMb of what lives long */
export const threadLimits = (heapMb: number): ResourceLimits => ({
  maxOldGenerationSizeMb: heapMb,
  maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
});

export class Thread {
  readonly #options: ThreadOptions;
  readonly #delay = new RestartDelay(() => performance.now());
  readonly #ended = Promise.withResolvers<void>();
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isLetGo = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  start(): void {
    const { name, entry, heapMb, log, prepare, onStarted, onMessage } = this.#options;
    const { data, transfer } = prepare();
    const worker = new Worker(entry, {
      name,
      workerData: data,
      transferList: [...transfer],
      resourceLimits: threadLimits(heapMb),
    });
    this.#worker = worker;
    this.#delay.started();
    worker.on("message", onMessage);
    worker.on("error", (error) => log.error(`${name} died of an error`, errorDetails(error)));
    worker.on("exit", (code) => this.#exited(code));
    onStarted();
  }

  /** Does nothing while the thread does not run. */
  post(message: unknown, transfer: readonly Transferable[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  /** It may end now: it is not started again. */
  letGo(): void {
    this.#isLetGo = true;
    clearTimeout(this.#timer);
    if (this.#worker === undefined) this.#ended.resolve();
  }

  /** Resolves when the thread has ended after `letGo`; stops it by force after `timeoutMs`. */
  async ended(timeoutMs: number): Promise<void> {
    const { name, log } = this.#options;
    const timer = setTimeout(() => {
      log.error(`${name} did not end in time and is stopped by force`);
      void this.#worker?.terminate();
    }, timeoutMs);
    await this.#ended.promise;
    clearTimeout(timer);
  }

  #exited(code: number): void {
    const { name, log, onDied } = this.#options;
    this.#worker = undefined;
    if (this.#isLetGo) {
      this.#ended.resolve();
      return;
    }
    const inMs = this.#delay.died();
    log.error(`${name} died and is started again`, { code, inMs });
    this.#timer = setTimeout(() => this.start(), inMs);
    onDied();
  }
}
