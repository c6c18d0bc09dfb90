// The control worker's thread: binds the control plane to its messages from the supervisor.

import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { MessagePort } from "node:worker_threads";
import { ByteRing } from "#kernel/byte-ring.ts";
import { CounterPage } from "#kernel/counter-page.ts";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import type {
  ControlToSupervisor,
  ControlWorkerData,
  NodePlan,
  SupervisorToControl,
} from "#snapshot/worker-link.ts";
import { StoreError } from "#store/store.ts";
import { AccessDrain } from "#telemetry/access-drain.ts";
import type { MetricSet } from "#telemetry/exposition.ts";
import { createLog, errorDetails, type Log } from "#telemetry/log.ts";
import { openCounter } from "#telemetry/metrics.ts";
import { OtlpExporter } from "#telemetry/otlp-exporter.ts";
import type { OtlpSpec } from "#telemetry/otlp-spec.ts";
import { EgressClient, type EgressSettings } from "#upstream/egress.ts";
import { AcmeKeeper } from "./acme-keeper.ts";
import { type AdminApi, adminApi } from "./admin-api.ts";
import { ensureToken } from "./admin-token.ts";
import { AuditProcess } from "./audit-process.ts";
import { BotKeeper } from "./bot-keeper.ts";
import { BypassSchedule } from "./bypass-schedule.ts";
import { ControlNode } from "./control-node.ts";
import { forbiddenFor } from "./feed-judgement.ts";
import { FeedKeeper } from "./feed-keeper.ts";
import { fetchFeed } from "./feed-source.ts";
import { FloodKeeper } from "./flood-keeper.ts";
import { countOfGuards } from "./guard-counters.ts";
import { GuardReports } from "./guard-reports.ts";
import { KeptState } from "./kept-state.ts";
import { networkStates } from "./network-states.ts";
import { NodeHealth } from "./node-health.ts";
import { nodeMetrics } from "./node-metrics.ts";
import { otlpSend } from "./otlp-send.ts";
import { SecretKeeper } from "./secret-keeper.ts";
import { signedTotals } from "./signed-totals.ts";
import { SnapshotPublisher } from "./snapshot-publisher.ts";
import { SubscriptionKeeper } from "./subscription-keeper.ts";
import { SubscriptionSecret } from "./subscription-secret.ts";

/** Starts control on this thread. It ends when the supervisor asks for it, or when it cannot start. */
export function startControlWorker(data: ControlWorkerData, version: string, parent: MessagePort): void {
  const worker = new ControlWorker(data, version, parent, createLog("control"));
  parent.on("message", (message: SupervisorToControl) => worker.heard(message));
  void worker.start();
}

type OtlpCounter = "portcullis_otlp_exported_total" | "portcullis_otlp_dropped_total";

const OTLP_FLUSH_MS = 2000;

/** Before there is a plan, nobody is called. */
const noEgress: EgressSettings = { allow: { hosts: [], prefixes: buildPrefixTable([]) }, proxy: undefined };

const reloadCounters = (page: CounterPage) => {
  const counter = (outcome: string) => openCounter(page, "portcullis_config_reload_total", { outcome });
  return { accepted: counter("accepted"), refused: counter("refused"), unchanged: counter("unchanged") };
};

class ControlWorker {
  readonly #data: ControlWorkerData;
  readonly #parent: MessagePort;
  readonly #log: Log;
  readonly #publisher: SnapshotPublisher;
  readonly #drain: AccessDrain;
  readonly #wafDrain: AccessDrain;
  readonly #health: NodeHealth;
  readonly #node: ControlNode;
  readonly #kept: KeptState;
  readonly #subscriptions: SubscriptionKeeper;
  readonly #feeds: FeedKeeper;
  readonly #flood: FloodKeeper;
  readonly #secrets: SecretKeeper;
  readonly #acme: AcmeKeeper;
  readonly #guardReports: GuardReports;
  readonly #bots: BotKeeper;
  readonly #auditProcess: AuditProcess;
  readonly #bypass: BypassSchedule;
  /** By the egress of the plan in force. */
  #feedClient: EgressClient;
  #subscriptionSecret: SubscriptionSecret | undefined;
  #token: string | undefined;
  #storePath: string | undefined;
  readonly #pages = new Map<number, CounterPage>();
  readonly #version: string;
  readonly #own: CounterPage;
  readonly #supervisors: CounterPage;
  /** What the exporter was made from. */
  #otlpFrom: readonly [OtlpSpec | undefined, EgressSettings] | undefined;
  #otlp: OtlpExporter | undefined;
  #wasReady = false;

  constructor(data: ControlWorkerData, version: string, parent: MessagePort, log: Log) {
    this.#data = data;
    this.#parent = parent;
    this.#log = log;
    this.#version = version;
    const own = new CounterPage(data.counters);
    this.#own = own;
    this.#supervisors = new CounterPage(data.supervisorCounters);
    this.#guardReports = this.#newGuardReports();
    this.#auditProcess = new AuditProcess(new URL(data.entry), data.configFile);
    this.#bypass = this.#newBypass();
    this.#bots = this.#newBots();
    this.#publisher = this.#newPublisher();
    this.#drain = this.#accessDrain();
    this.#wafDrain = this.#wafLogDrain();
    this.#health = this.#newHealth();
    this.#flood = new FloodKeeper(data.flood, log);
    this.#kept = this.#newKept();
    this.#subscriptions = this.#newSubscriptions();
    this.#feedClient = new EgressClient(noEgress);
    this.#feeds = this.#newFeeds();
    this.#secrets = this.#newSecrets();
    this.#acme = this.#newAcme();
    this.#node = new ControlNode({
      configFile: data.configFile,
      log,
      publisher: this.#publisher,
      drain: this.#drain,
      wafDrain: this.#wafDrain,
      metrics: () => this.#metrics().print(),
      reloads: reloadCounters(own),
      onPlan: (plan) => this.#use(plan),
      onAccepted: (plan) => {
        this.#health.use(plan.snapshot);
        this.#storePath ??= plan.storePath;
        this.#ensureToken();
        this.#say({ kind: "plan", plan });
      },
      prepare: (plan) => this.#prepare(plan),
      warnings: () => this.#warnings(),
      secrets: this.#secrets.provided,
      kept: this.#kept,
      api: this.#newApi(),
      onCertificateFailure: (certificate) => {
        openCounter(own, "portcullis_certificate_load_failures_total", { certificate }).add(1);
      },
    });
  }

  #accessDrain(): AccessDrain {
    const own = this.#own;
    return new AccessDrain({
      log: this.#log,
      onWriteError: (sink) => openCounter(own, "portcullis_access_log_write_errors_total", { sink }).add(1),
      onDropped: (sink, lines) =>
        openCounter(own, "portcullis_access_sink_dropped_total", { sink }).add(lines),
      onLines: (lines) => this.#otlp?.addLines(lines),
    });
  }

  #wafLogDrain(): AccessDrain {
    const own = this.#own;
    return new AccessDrain({
      log: this.#log,
      onWriteError: (sink) => openCounter(own, "portcullis_waf_log_write_errors_total", { sink }).add(1),
      onDropped: (sink, lines) => openCounter(own, "portcullis_waf_sink_dropped_total", { sink }).add(lines),
    });
  }

  #warnings(): string[] {
    const tellers = [this.#feeds, this.#secrets, this.#acme, this.#flood];
    return tellers.flatMap(({ warnings }) => [...warnings]);
  }

  #use({ telemetry, egress, secrets, acme, auditSchedule, snapshot }: NodePlan): void {
    this.#bots.use(snapshot.bots.nameServers);
    this.#bypass.use(auditSchedule);
    this.#secrets.use(secrets);
    this.#acme.use(acme);
    this.#exportTo(telemetry.otlp, egress);
  }

  #newBypass(): BypassSchedule {
    return new BypassSchedule({
      log: this.#log,
      audit: (kind) => this.#auditProcess.run(kind),
      store: () => this.#kept.settings,
      nowMs: Date.now,
    });
  }

  #newPublisher(): SnapshotPublisher {
    return new SnapshotPublisher(
      this.#log,
      () => this.#progressed(),
      (pool, report) => this.#guardReports.heard(pool, report),
      (question) => this.#bots.ask(question),
    );
  }

  #newBots(): BotKeeper {
    return new BotKeeper({
      publish: (answer) => this.#publisher.publishHostAnswer(answer),
      count: (outcome) => openCounter(this.#own, "portcullis_bot_confirmations_total", { outcome }).add(1),
    });
  }

  #newHealth(): NodeHealth {
    return new NodeHealth(this.#log, this.#publisher, (pool) =>
      openCounter(this.#own, "portcullis_upstream_signed_total", { pool }).add(1),
    );
  }

  #newSubscriptions(): SubscriptionKeeper {
    return new SubscriptionKeeper({
      log: this.#log,
      store: () => this.#kept.subscriptions,
      secret: () => this.#secret(),
      publish: (table) => this.#publisher.publishSubscriptions(table),
    });
  }

  #newGuardReports(): GuardReports {
    return new GuardReports({
      log: this.#log,
      signed: () => signedTotals([this.#own, ...this.#pages.values()]),
      count: (counter, amount) => countOfGuards(this.#own, counter).add(amount),
      nowMs: Date.now,
    });
  }

  #newFeeds(): FeedKeeper {
    return new FeedKeeper({
      log: this.#log,
      fetch: (spec, signal) => fetchFeed(spec, this.#feedClient, signal),
      publish: (feeds) => this.#publisher.publishFeeds(feeds),
      count: (network, outcome) =>
        openCounter(this.#own, "portcullis_feed_reads_total", { network, outcome }).add(1),
      folder: () => (this.#storePath === undefined ? undefined : join(dirname(this.#storePath), "feeds")),
    });
  }

  #newSecrets(): SecretKeeper {
    return new SecretKeeper({
      log: this.#log,
      count: (provider, outcome) =>
        openCounter(this.#own, "portcullis_secret_fetches_total", { provider, outcome }).add(1),
      onChange: () => void this.#node.reload("a secret of a provider changed"),
    });
  }

  #newAcme(): AcmeKeeper {
    return new AcmeKeeper({
      log: this.#log,
      client: () => this.#feedClient,
      publish: (table) => this.#publisher.publishChallenges(table),
      isServing: () => this.#publisher.current > 0,
      count: (certificate, outcome) =>
        openCounter(this.#own, "portcullis_acme_orders_total", { certificate, outcome }).add(1),
      onIssued: () => void this.#node.upkeep(Date.now()),
    });
  }

  #newKept(): KeptState {
    const { fleet, entry, plan } = this.#data;
    return new KeptState({
      log: this.#log,
      memory: fleet,
      entry: new URL(entry),
      isResumed: plan !== undefined,
      onFailure: (failure) => openCounter(this.#own, "portcullis_store_failures_total", { failure }).add(1),
      onOpened: () => this.#ensureToken(),
      onRestore: async (store, path) => {
        this.#storePath ??= path;
        await this.#bypass.restore(store.settings);
        await this.#flood.restore(store);
        await this.#subscriptions.restore(store.subscriptions);
      },
    });
  }

  /** Feeds are in force before the first snapshot that names them, where they can be read in time. */
  #prepare({ egress, feeds, flood, snapshot, storePath }: NodePlan): Promise<void> {
    this.#flood.use(flood);
    this.#storePath ??= storePath;
    this.#feedClient = new EgressClient(egress);
    return this.#feeds.use(feeds, feeds.length === 0 ? [] : forbiddenFor(snapshot));
  }

  #newApi(): AdminApi {
    return adminApi({
      kept: this.#kept,
      token: () => this.#token,
      subscriptions: this.#subscriptions,
      snapshot: () => this.#node.plan?.snapshot,
      log: this.#log,
      model: () => this.#node.plan?.snapshot.apiModel,
      trustedHops: () => this.#node.plan?.snapshot.trustedHops,
      networks: () => networkStates(this.#node.plan, this.#feeds.states),
      plan: () => this.#node.plan,
      flood: this.#flood,
      guardReports: this.#guardReports,
      bypass: this.#bypass,
    });
  }

  /** Throws a `StoreError` where there is none, and none can be made. */
  #secret(): SubscriptionSecret {
    const path = this.#storePath;
    if (path === undefined) throw new StoreError("unavailable", "the node is starting");
    try {
      this.#subscriptionSecret ??= SubscriptionSecret.ensure(path);
      return this.#subscriptionSecret;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new StoreError("unavailable", `keys of subscriptions cannot be kept: ${why}`, { cause: error });
    }
  }

  /** Again with each opening of the store: what stood in the way of it may have stood in the way of this. */
  #ensureToken(): void {
    if (this.#storePath === undefined) return;
    try {
      this.#token ??= ensureToken(this.#storePath);
    } catch (error) {
      this.#log.error("there is no token for the admin API, which stays closed", errorDetails(error));
    }
  }

  async start(): Promise<void> {
    const { plan } = this.#data;
    if (plan !== undefined) {
      this.#health.use(plan.snapshot);
      this.#storePath = plan.storePath;
      this.#ensureToken();
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
        this.#drain.addRing(message.index, new ByteRing(message.memory.accessRing));
        this.#wafDrain.addRing(message.index, new ByteRing(message.memory.wafRing));
        this.#publisher.addWorker(message.index, message.link);
        return;
      case "gateway-gone":
        this.#publisher.removeWorker(message.index);
        return;
      case "reload":
        void this.#secrets.refreshBefore(() => this.#node.reload("asked for by a signal"));
        return;
      case "reopen-logs":
        this.#drain.reopen();
        this.#wafDrain.reopen();
        return;
      case "drain":
        this.#health.close();
        // What an audit finds of a node that ends is no finding.
        this.#bypass.close();
        this.#auditProcess.close();
        this.#node.drain();
        return;
      case "stop":
        void this.#end(message.timeoutMs);
    }
  }

  async #end(timeoutMs: number): Promise<void> {
    const deadlineMs = performance.now() + timeoutMs;
    const [isWritten, isWafWritten] = await Promise.all([
      this.#drain.stop(timeoutMs),
      this.#wafDrain.stop(timeoutMs),
    ]);
    if (!isWritten) this.#log.error("not all access lines could be written");
    if (!isWafWritten) this.#log.error("not all lines of the WAF log could be written");
    await this.#otlp?.close(Math.min(deadlineMs - performance.now(), OTLP_FLUSH_MS));
    this.#node.close();
    this.#feeds.close();
    this.#secrets.close();
    this.#acme.close();
    this.#guardReports.close();
    this.#bots.close();
    this.#bypass.close();
    this.#auditProcess.close();
    this.#health.close();
    await this.#flood.close();
    await this.#kept.close();
    this.#publisher.close();
    this.#say({ kind: "stopped" });
    this.#parent.close();
  }

  /** An exporter that is replaced sends what it still has, beside its successor. */
  #exportTo(spec: OtlpSpec | undefined, egress: EgressSettings): void {
    if (isDeepStrictEqual([spec, egress], this.#otlpFrom)) return;
    this.#otlpFrom = [spec, egress];
    void this.#otlp?.close(OTLP_FLUSH_MS);
    const count = (name: OtlpCounter) => (signal: string, items: number) =>
      openCounter(this.#own, name, { signal }).add(items);
    this.#otlp =
      spec &&
      new OtlpExporter(spec, {
        log: this.#log,
        version: this.#version,
        send: otlpSend(new EgressClient(egress)),
        metrics: () => this.#metrics(),
        startedMs: Date.now() - process.uptime() * 1000,
        onExported: count("portcullis_otlp_exported_total"),
        onDropped: count("portcullis_otlp_dropped_total"),
      });
  }

  #progressed(): void {
    if (this.#wasReady || !this.#node.readiness().ready) return;
    this.#wasReady = true;
    this.#say({ kind: "ready", generation: this.#publisher.generation });
  }

  #metrics(): MetricSet {
    const { isLastReloadGood, acceptedAtMs } = this.#node;
    return nodeMetrics([this.#own, this.#supervisors, ...this.#pages.values()], {
      readiness: this.#node.readiness(),
      isStoreUp: this.#kept.isUp,
      fleet: this.#kept.fleet,
      version: this.#version,
      isLastReloadGood,
      acceptedAtMs,
      members: this.#health.members,
      certificates: this.#node.certificates,
      networks: networkStates(this.#node.plan, this.#feeds.states),
      geo: this.#node.plan?.geo,
      flood: this.#flood.state,
      secretEnds: this.#secrets.dues,
      bypass: this.#bypass,
    });
  }

  #say(message: ControlToSupervisor): void {
    this.#parent.postMessage(message);
  }
}
