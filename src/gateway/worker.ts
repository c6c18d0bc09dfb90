// A gateway worker: a gateway in a thread of its own, with its shared memory, its port to control and its
// supervisor. Does no disk or database I/O.

import type { MessagePort } from "node:worker_threads";
import { WorkerProofs } from "#bot/host-proofs.ts";
import type { FleetView } from "#fleet/fleet.ts";
import { openFleetView } from "#fleet/memory-fleet.ts";
import { FloodGate } from "#flood/flood-gate.ts";
import { ByteRing } from "#kernel/byte-ring.ts";
import { machineClock, systemClock, wallAt } from "#kernel/clock.ts";
import { CounterPage } from "#kernel/counter-page.ts";
import { Deadlines } from "#kernel/deadlines.ts";
import { newRequestId, newSpanId } from "#kernel/request-id.ts";
import { turnWork } from "#kernel/turn-work.ts";
import { noChallenges } from "#snapshot/challenge-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import type {
  FromGateway,
  GatewayToSupervisor,
  GatewayWorkerData,
  SupervisorToGateway,
  ToGateway,
} from "#snapshot/worker-link.ts";
import { type AccessCounters, AccessWriter } from "#telemetry/access-writer.ts";
import { createLog, errorDetails } from "#telemetry/log.ts";
import { WorkerMetrics } from "#telemetry/metrics.ts";
import { openTraffic, type Traffic } from "#traffic/traffic.ts";
import { MemoryCollections } from "#waf/waf.ts";
import { Gateway } from "./gateway.ts";
import type { GatewayPorts } from "./gateway-port.ts";
import { type EngineStages, productEngines } from "./pipeline.ts";
import type { KeptSubscriptions } from "./subscription-keys.ts";

/** Starts the worker on the thread that it is called on; it ends after a drain. */
export function startGatewayWorker(
  data: GatewayWorkerData,
  supervisor: MessagePort,
  engines: EngineStages = productEngines,
): void {
  new GatewayWorker(data, supervisor, engines).listen();
}

/** The WAF log's lines are neither sampled nor a reason to stop reading requests. */
const wafCounters = ({ wafLogLines, wafLogLinesDropped }: WorkerMetrics): AccessCounters => ({
  accessLines: wafLogLines,
  accessLinesDropped: wafLogLinesDropped,
  accessLinesSampledOut: uncounted,
  accessLogBlocked: uncounted,
});

const uncounted = { add: () => undefined };

/** How long a worker that ends waits for room for its last access lines. */
const SETTLE_MS = 1000;

class GatewayWorker {
  private readonly log;
  private readonly metrics: WorkerMetrics;
  private readonly writer: AccessWriter;
  private readonly wafWriter: AccessWriter;
  private readonly deadlines = new Deadlines();
  private readonly fleet: FleetView;
  private readonly flood: FloodGate;
  private readonly traffic: Traffic;
  private readonly gateway: Gateway;
  private readonly supervisor: MessagePort;
  private link: MessagePort;
  /** Snapshots are taken over one after the other. */
  private work: Promise<void> = Promise.resolve();
  private isDraining = false;
  private readonly wafCollections = new MemoryCollections();
  private readonly subscriptions: KeptSubscriptions = { table: undefined };
  private readonly challenges = { table: noChallenges };
  private readonly hostProofs = new WorkerProofs((question) =>
    this.tell({ kind: "host-question", question }),
  );

  constructor(data: GatewayWorkerData, supervisor: MessagePort, engines: EngineStages) {
    this.log = createLog(`gateway ${data.index}`);
    this.supervisor = supervisor;
    this.link = data.link;
    this.metrics = new WorkerMetrics(new CounterPage(data.memory.counters), data.index);
    const ring = new ByteRing(data.memory.accessRing);
    this.writer = new AccessWriter({ ring, worker: data.index, counters: this.metrics });
    this.wafWriter = new AccessWriter({
      ring: new ByteRing(data.memory.wafRing),
      worker: data.index,
      counters: wafCounters(this.metrics),
      turn: turnWork,
    });
    this.fleet = openFleetView(data.fleet, data.index);
    this.flood = new FloodGate(data.flood, machineClock());
    this.flood.watchLoad();
    this.metrics.sampleEventLoop(this.flood.load);
    this.traffic = openTraffic(this.fleet, systemClock);
    this.gateway = new Gateway(engines, this.ports());
  }

  private ports(): GatewayPorts {
    return {
      metrics: this.metrics,
      accessLog: this.writer,
      wafLog: { write: (lines) => this.wafWriter.writeLines(lines) },
      wafCollections: this.wafCollections,
      subscriptions: this.subscriptions,
      challenges: this.challenges,
      deadlines: this.deadlines,
      traffic: this.traffic,
      lists: this.fleet.lists,
      flood: this.flood,
      hostProofs: this.hostProofs,
      now: () => performance.now(),
      wallAt,
      newRequestId,
      newSpanId,
      warn: (message, details) => this.log.warn(message, details),
      note: (message, details) => this.log.info(message, details),
      guardReported: (pool, report) => this.tell({ kind: "guard-report", pool, report }),
      reportDefect: (error, requestId) => {
        this.log.error("a defect in Portcullis", { requestId, ...errorDetails(error) });
      },
    };
  }

  listen(): void {
    this.useLink(this.link);
    this.supervisor.on("message", (message: SupervisorToGateway) => {
      switch (message.kind) {
        case "drain":
          void this.drain(message.timeoutMs);
          return;
        case "link":
          this.link.close();
          this.useLink(message.link);
      }
    });
  }

  /** A control worker that was replaced has a port of its own. */
  private useLink(link: MessagePort): void {
    this.link = link;
    link.on("message", (message: ToGateway) => {
      this.work = this.work.then(() => {
        switch (message.kind) {
          case "snapshot":
            return this.apply(message.snapshot);
          case "health":
            return this.gateway.setHealth(message.members);
          case "feeds":
            return this.gateway.setFeeds(message.feeds);
          case "host-answer":
            return this.hostProofs.learn(message.answer);
          case "subscriptions":
            this.subscriptions.table = message.table;
            return undefined;
          case "challenges":
            this.challenges.table = message.table;
            return this.tell({ kind: "challenges-taken", turn: message.turn });
        }
      });
    });
  }

  private async apply(snapshot: Snapshot): Promise<void> {
    const { generation } = snapshot;
    if (this.isDraining) return;
    try {
      await this.gateway.apply(snapshot);
      this.hostProofs.use(snapshot.bots.nameServers);
      this.writer.configure(snapshot.nodeName, snapshot.accessLog);
      this.wafWriter.configure(snapshot.nodeName, snapshot.accessLog);
      this.tell({ kind: "applied", generation });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.log.error("a snapshot was refused", { generation, ...errorDetails(error) });
      this.tell({ kind: "refused", generation, message });
    }
  }

  private tell(message: FromGateway): void {
    this.link.postMessage(message);
  }

  /** Ends what is under way, within the time, and with it the thread. */
  private async drain(timeoutMs: number): Promise<void> {
    if (this.isDraining) return;
    this.isDraining = true;
    await this.work;
    const cutConnections = await this.gateway.drain(timeoutMs);
    await this.writer.settle(SETTLE_MS);
    await this.wafWriter.settle(SETTLE_MS);
    this.writer.close();
    this.wafWriter.close();
    this.deadlines.close();
    const drained: GatewayToSupervisor = { kind: "drained", cutConnections };
    this.supervisor.postMessage(drained);
    this.link.close();
    this.supervisor.close();
  }
}
