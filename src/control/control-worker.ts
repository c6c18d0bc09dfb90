// The control worker's thread: binds the control plane to its messages from the supervisor.

import type { MessagePort } from "node:worker_threads";
import { ByteRing } from "#kernel/byte-ring.ts";
import { CounterPage } from "#kernel/counter-page.ts";
import type { ControlToSupervisor, ControlWorkerData, SupervisorToControl } from "#snapshot/worker-link.ts";
import { AccessSink } from "#telemetry/access-sink.ts";
import { createLog, type Log } from "#telemetry/log.ts";
import { openCounter } from "#telemetry/metrics.ts";
import { ControlNode } from "./control-node.ts";
import { printNodeMetrics } from "./node-metrics.ts";
import { SnapshotPublisher } from "./snapshot-publisher.ts";

/** Starts control on this thread. It ends when the supervisor asks for it, or when it cannot start. */
export function startControlWorker(data: ControlWorkerData, version: string, parent: MessagePort): void {
  const worker = new ControlWorker(data, version, parent, createLog("control"));
  parent.on("message", (message: SupervisorToControl) => worker.heard(message));
  void worker.start();
}

class ControlWorker {
  readonly #data: ControlWorkerData;
  readonly #parent: MessagePort;
  readonly #log: Log;
  readonly #publisher: SnapshotPublisher;
  readonly #sink: AccessSink;
  readonly #node: ControlNode;
  readonly #pages = new Map<number, CounterPage>();
  #wasReady = false;

  constructor(data: ControlWorkerData, version: string, parent: MessagePort, log: Log) {
    this.#data = data;
    this.#parent = parent;
    this.#log = log;
    const own = new CounterPage(data.counters);
    const supervisors = new CounterPage(data.supervisorCounters);
    this.#publisher = new SnapshotPublisher(log, () => this.#progressed());
    const writeErrors = openCounter(own, "portcullis_access_log_write_errors_total", {});
    this.#sink = new AccessSink({ log, onWriteError: () => writeErrors.add(1) });
    const reloads = (outcome: string) => openCounter(own, "portcullis_config_reload_total", { outcome });
    this.#node = new ControlNode({
      configFile: data.configFile,
      log,
      publisher: this.#publisher,
      sink: this.#sink,
      metrics: () => this.#metrics([own, supervisors], version),
      reloads: {
        accepted: reloads("accepted"),
        refused: reloads("refused"),
        unchanged: reloads("unchanged"),
      },
      onAccepted: (plan) => this.#say({ kind: "plan", plan }),
    });
  }

  async start(): Promise<void> {
    const { plan } = this.#data;
    if (plan !== undefined) {
      await this.#node.resume(plan);
      return;
    }
    const failure = await this.#node.start();
    if (failure === undefined) return;
    this.#say({ kind: "start-failed", ...failure });
    await this.#end(0);
  }

  heard(message: SupervisorToControl): void {
    switch (message.kind) {
      case "gateway":
        this.#pages.set(message.index, new CounterPage(message.memory.counters));
        this.#sink.addRing(message.index, new ByteRing(message.memory.accessRing));
        this.#publisher.addWorker(message.index, message.link);
        return;
      case "gateway-gone":
        this.#publisher.removeWorker(message.index);
        return;
      case "reload":
        void this.#node.reload("asked for by a signal");
        return;
      case "reopen-logs":
        this.#sink.reopen();
        return;
      case "drain":
        this.#node.drain();
        return;
      case "stop":
        void this.#end(message.timeoutMs);
    }
  }

  async #end(timeoutMs: number): Promise<void> {
    if (!(await this.#sink.stop(timeoutMs))) this.#log.error("not all access lines could be written");
    this.#node.close();
    this.#publisher.close();
    this.#say({ kind: "stopped" });
    this.#parent.close();
  }

  #progressed(): void {
    if (this.#wasReady || !this.#node.readiness().ready) return;
    this.#wasReady = true;
    this.#say({ kind: "ready", generation: this.#publisher.generation });
  }

  #metrics(own: readonly CounterPage[], version: string): string {
    const { isLastReloadGood, acceptedAtMs } = this.#node;
    return printNodeMetrics([...own, ...this.#pages.values()], {
      readiness: this.#node.readiness(),
      version,
      isLastReloadGood,
      acceptedAtMs,
    });
  }

  #say(message: ControlToSupervisor): void {
    this.#parent.postMessage(message);
  }
}
