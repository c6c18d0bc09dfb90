// The main thread of a node: starts control and the gateway workers, replaces those that die, passes signals
// on, and owns the shared memory, so that counters and unwritten access lines outlive every thread. It does
// no work of its own.

import { MessageChannel } from "node:worker_threads";
import { allocateFleet } from "#fleet/memory-fleet.ts";
import { allocateFlood } from "#flood/flood-memory.ts";
import { ByteRing } from "#kernel/byte-ring.ts";
import { CounterPage } from "#kernel/counter-page.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type {
  ControlToSupervisor,
  ControlWorkerData,
  GatewayToSupervisor,
  GatewayWorkerData,
  NodePlan,
  StartFailure,
  SupervisorToControl,
  SupervisorToGateway,
  WorkerMemory,
} from "#snapshot/worker-link.ts";
import type { Log } from "#telemetry/log.ts";
import { openCounter } from "#telemetry/metrics.ts";
import { counterPageFor, seriesOf } from "./shared-memory.ts";
import { Thread } from "./thread.ts";

export type SupervisorOptions = {
  readonly configFile: string;
  /** The program's entry: every thread runs it and finds its role in its `workerData`. */
  readonly entry: URL;
  readonly log: Log;
  /** All workers serve the first configuration. */
  readonly onReady: (generation: number) => void;
};

/** How a node ended. */
export type NodeEnding =
  | { readonly kind: "stopped" }
  | { readonly kind: "start-failed"; readonly reason: StartFailure; readonly text: string };

type Gateway = { readonly thread: Thread; readonly index: number; readonly memory: WorkerMemory };

const GATEWAY_HEAP_MB = 1024;
const CONTROL_HEAP_MB = 1024;
/** Past the drain's own time-out: a worker that does not end by then is stopped by force. */
const DRAIN_GRACE_MS = 2000;
const FLUSH_TIMEOUT_MS = 5000;
const END_TIMEOUT_MS = 1000;

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #control: Thread;
  readonly #controlCounters = counterPageFor(0);
  readonly #ownCounters = counterPageFor(0);
  readonly #fleet = allocateFleet();
  readonly #flood = allocateFlood();
  readonly #restarts: Readonly<Record<"gateway" | "control", { add(amount: number): void }>>;
  readonly #ended = Promise.withResolvers<NodeEnding>();
  #plan: NodePlan | undefined;
  #gateways: readonly Gateway[] = [];
  #wasReady = false;
  #isStopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const page = new CounterPage(this.#ownCounters);
    this.#restarts = {
      gateway: openCounter(page, "portcullis_thread_restarts_total", { role: "gateway" }),
      control: openCounter(page, "portcullis_thread_restarts_total", { role: "control" }),
    };
    this.#control = this.#newControl();
  }

  /** Starts the node. Resolves when it has ended. */
  run(): Promise<NodeEnding> {
    this.#control.start();
    return this.#ended.promise;
  }

  reload(): void {
    this.#toControl({ kind: "reload" });
  }

  reopenLogs(): void {
    this.#toControl({ kind: "reopen-logs" });
  }

  /** Not ready any more; lets requests under way finish, writes the last access lines, ends. */
  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    void this.#stopAll().then(() => this.#ended.resolve({ kind: "stopped" }));
  }

  async #stopAll(): Promise<void> {
    const { log } = this.#options;
    const timeoutMs = this.#plan?.snapshot.limits.drainTimeoutMs ?? 0;
    log.info("stopping; requests under way may finish", { timeoutMs });
    this.#toControl({ kind: "drain" });
    const drain: SupervisorToGateway = { kind: "drain", timeoutMs };
    for (const { thread } of this.#gateways) {
      thread.letGo();
      thread.post(drain);
    }
    await Promise.all(this.#gateways.map(({ thread }) => thread.ended(timeoutMs + DRAIN_GRACE_MS)));
    this.#control.letGo();
    this.#toControl({ kind: "stop", timeoutMs: FLUSH_TIMEOUT_MS });
    await this.#control.ended(FLUSH_TIMEOUT_MS + END_TIMEOUT_MS);
    log.info("stopped");
  }

  // ── control ──

  #newControl(): Thread {
    const { configFile, entry, log } = this.#options;
    return new Thread({
      name: "control",
      entry,
      heapMb: CONTROL_HEAP_MB,
      log,
      prepare: () => {
        const data: ControlWorkerData = {
          role: "control",
          configFile,
          entry: entry.href,
          fleet: this.#fleet,
          flood: this.#flood,
          counters: this.#controlCounters,
          supervisorCounters: this.#ownCounters,
          plan: this.#plan,
        };
        return { data, transfer: [] };
      },
      onStarted: () => {
        for (const gateway of this.#gateways) this.#relink(gateway);
      },
      // Control runs the same program: what it posts is of this type.
      onMessage: (message) => this.#heardControl(message as ControlToSupervisor),
      onDied: () => this.#controlDied(),
    });
  }

  #toControl(message: SupervisorToControl): void {
    this.#control.post(message);
  }

  #controlDied(): void {
    this.#restarts.control.add(1);
    if (this.#plan !== undefined) return;
    this.#control.letGo();
    this.#ended.resolve({
      kind: "start-failed",
      reason: "thread",
      text: "the control worker does not start",
    });
  }

  #heardControl(message: ControlToSupervisor): void {
    switch (message.kind) {
      case "plan":
        this.#plan = message.plan;
        if (this.#gateways.length === 0 && !this.#isStopping) this.#startGateways(message.plan);
        return;
      case "start-failed":
        void this.#startFailed(message.reason, message.text);
        return;
      case "ready":
        // A control worker that replaces another one says so again.
        if (!this.#wasReady) this.#options.onReady(message.generation);
        this.#wasReady = true;
        return;
      case "stopped":
        return; // its thread ends by itself
    }
  }

  async #startFailed(reason: StartFailure, text: string): Promise<void> {
    this.#control.letGo();
    await this.#control.ended(END_TIMEOUT_MS);
    this.#ended.resolve({ kind: "start-failed", reason, text });
  }

  // ── gateway workers ──

  #startGateways(plan: NodePlan): void {
    this.#gateways = Array.from({ length: plan.workers }, (_, index) => {
      const memory: WorkerMemory = {
        accessRing: ByteRing.allocate(defaultLimits.accessLog.ringBytes),
        wafRing: ByteRing.allocate(defaultLimits.accessLog.ringBytes),
        counters: counterPageFor(seriesOf(plan.snapshot)),
      };
      return { index, memory, thread: this.#newGateway(index, memory) };
    });
    for (const { thread } of this.#gateways) thread.start();
  }

  /** A dead worker's memory is its successor's: counters go on, and lines in the ring are still written. */
  #newGateway(index: number, memory: WorkerMemory): Thread {
    const { entry, log } = this.#options;
    return new Thread({
      name: `gateway ${index}`,
      entry,
      heapMb: GATEWAY_HEAP_MB,
      log,
      prepare: () => {
        const link = this.#newLink(index, memory);
        const shared = { fleet: this.#fleet, flood: this.#flood };
        const data: GatewayWorkerData = { role: "gateway", index, memory, ...shared, link };
        return { data, transfer: [link] };
      },
      onStarted: () => log.debug(`gateway ${index} started`),
      // Gateway workers run the same program: what they post is of this type.
      onMessage: (message) => this.#heardGateway(index, message as GatewayToSupervisor),
      onDied: () => {
        this.#restarts.gateway.add(1);
        this.#toControl({ kind: "gateway-gone", index });
      },
    });
  }

  /** A new control worker gets a port of its own to each worker that serves on. */
  #relink({ index, memory, thread }: Gateway): void {
    if (!thread.isRunning) return;
    const link = this.#newLink(index, memory);
    thread.post({ kind: "link", link } satisfies SupervisorToGateway, [link]);
  }

  /** Gives control one end of a new channel; the other is the gateway's. */
  #newLink(index: number, memory: WorkerMemory): MessageChannel["port1"] {
    const { port1, port2 } = new MessageChannel();
    const message: SupervisorToControl = { kind: "gateway", index, memory, link: port2 };
    this.#control.post(message, [port2]);
    return port1;
  }

  #heardGateway(index: number, { cutConnections }: GatewayToSupervisor): void {
    const { log } = this.#options;
    if (cutConnections === 0) log.debug(`gateway ${index} has drained`);
    else log.warn(`gateway ${index} cut connections that were not done in time`, { cutConnections });
  }
}
