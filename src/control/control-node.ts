// The control plane of one node: loads the configuration, hands snapshots to the workers, drains their access
// lines, and answers the admin listener. A configuration that cannot be run changes nothing.

import { createHash, randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Diagnostic, formatDiagnostic } from "#kernel/diagnostic.ts";
import type { ProvidedSecrets } from "#secret/provided-secrets.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import type { NodePlan, StartFailure } from "#snapshot/worker-link.ts";
import type { AccessDrain } from "#telemetry/access-drain.ts";
import { errorDetails, type Log } from "#telemetry/log.ts";
import type { SinkSpec } from "#telemetry/sink-spec.ts";
import { bindFailureText, checkAddresses } from "./address-check.ts";
import type { AdminApi } from "./admin-api.ts";
import { AdminServer, type AdminSource, type Readiness } from "./admin-server.ts";
import { FileWatch } from "./file-watch.ts";
import { completeGuard } from "./guard-documents.ts";
import type { KeptState } from "./kept-state.ts";
import { isSamePlan, type LoadedPlan, loadPlan } from "./load-plan.ts";
import type { SnapshotPublisher } from "./snapshot-publisher.ts";
import { certificatesOf, completeTls, ExpiryNotice } from "./tls-upkeep.ts";

export type ReloadOutcome = "accepted" | "refused" | "unchanged";

export type Failure = { readonly reason: StartFailure; readonly text: string };

export type ControlNodeOptions = {
  readonly configFile: string;
  readonly log: Log;
  readonly publisher: SnapshotPublisher;
  readonly drain: AccessDrain;
  /** Of the WAF log. */
  readonly wafDrain: AccessDrain;
  readonly metrics: () => string;
  readonly reloads: Readonly<Record<ReloadOutcome, { add(amount: number): void }>>;
  /** Makes ready what the plan's workers need beside its snapshot. Never rejects. */
  readonly prepare: (plan: NodePlan) => Promise<void>;
  /** A plan is in force: also the one that a dead control worker left. */
  readonly onPlan: (plan: NodePlan) => void;
  readonly onAccepted: (plan: NodePlan) => void;
  readonly kept: Keeper;
  /** What an operator should know of, beside what the kept state says. */
  readonly warnings: () => readonly string[];
  readonly api: AdminApi | undefined;
  /** Those of providers. */
  readonly secrets: ProvidedSecrets;
  /** A certificate could not be used as it is on disk. */
  readonly onCertificateFailure: (certificate: string) => void;
};

/** What the node asks of its kept state. */
export type Keeper = Pick<KeptState, "open" | "nextGeneration" | "accepted" | "warnings">;

/** How often ticket keys and issued certificates are looked at. */
const UPKEEP_MS = 20_000;

export class ControlNode implements AdminSource {
  readonly #options: ControlNodeOptions;
  readonly #watch: FileWatch;
  readonly #expiryNotice: ExpiryNotice;
  readonly #upkeepTimer: NodeJS.Timeout;
  #plan: NodePlan | undefined;
  #admin: AdminServer | undefined;
  #nodeKey = randomBytes(32).toString("hex");
  #isDraining = false;
  /** Reloads run one after the other. */
  #reloading: Promise<unknown> = Promise.resolve();
  isLastReloadGood = false;
  acceptedAtMs = 0;

  constructor(options: ControlNodeOptions) {
    this.#options = options;
    this.#watch = new FileWatch(() => void this.reload("a file changed"));
    this.#expiryNotice = new ExpiryNotice(options.log);
    this.#upkeepTimer = setInterval(() => void this.upkeep(Date.now()), UPKEEP_MS);
    this.#upkeepTimer.unref();
  }

  /** Certificates that serve now, with their ends in ms since the epoch. */
  get certificates(): ReadonlyMap<string, { readonly expiresAtMs: number }> {
    return certificatesOf(this.#plan?.snapshot);
  }

  /** Takes the first configuration into use. Resolves to what keeps the node from starting, if there is. */
  async start(): Promise<Failure | undefined> {
    const loaded = await this.#load(1);
    if (loaded.plan === undefined) {
      return { reason: "configuration", text: loaded.diagnostics.map(formatDiagnostic).join("\n") };
    }
    const { kept } = this.#options;
    await kept.open(loaded.plan.storePath);
    const failure = await this.#use(numbered(loaded.plan, kept.nextGeneration(0)), loaded, "start");
    if (failure === undefined) this.#options.reloads.accepted.add(1);
    return failure;
  }

  /** Goes on from the plan of a control worker that died, then sees whether the files say something newer. */
  async resume(plan: NodePlan): Promise<void> {
    const { log, publisher, drain, wafDrain, onPlan } = this.#options;
    this.#plan = plan;
    this.#nodeKey = plan.nodeKey;
    this.acceptedAtMs = Date.now();
    publisher.publish(plan.snapshot);
    void this.#options.prepare(plan);
    const opened = this.#options.kept.open(plan.storePath);
    onPlan(plan);
    await drain.use(plan.telemetry.sinks).catch((error: unknown) => {
      log.error("the access log cannot be opened", errorDetails(error));
    });
    await wafDrain.use(plan.telemetry.wafSinks).catch((error: unknown) => {
      log.error("the WAF log cannot be opened", errorDetails(error));
    });
    await this.#ensureAdmin(plan);
    await opened;
    await this.reload("control was replaced");
  }

  /** Never rejects: whatever is wrong is in the log, and the old configuration serves on. */
  reload(why: string): Promise<ReloadOutcome> {
    const outcome = this.#reloading.then(() => this.#reload(why));
    this.#reloading = outcome;
    return outcome;
  }

  async #reload(why: string): Promise<ReloadOutcome> {
    const outcome = await this.#tryReload(why).catch((error: unknown) => {
      this.#options.log.error("the configuration could not be loaded", errorDetails(error));
      return "refused" as const;
    });
    this.isLastReloadGood = outcome !== "refused";
    this.#options.reloads[outcome].add(1);
    return outcome;
  }

  async #load(generation: number): Promise<LoadedPlan> {
    const { configFile, secrets } = this.#options;
    const loaded = await loadPlan(configFile, generation, this.#plan, this.#nodeKey, secrets);
    for (const certificate of loaded.certificateFailures) this.#options.onCertificateFailure(certificate);
    return loaded;
  }

  /** Makes ticket keys and issued certificates anew where they are due. Never rejects. */
  upkeep(nowMs: number): Promise<void> {
    const done = this.#reloading.then(() => this.#upkeep(nowMs));
    const settled = done.catch((error: unknown) => {
      this.#options.log.error("the keys and certificates of TLS could not be renewed", errorDetails(error));
    });
    this.#reloading = settled;
    return settled;
  }

  async #upkeep(nowMs: number): Promise<void> {
    const { log, publisher, onAccepted, kept } = this.#options;
    const plan = this.#plan;
    if (plan === undefined || this.#isDraining) return;
    this.#expiryNotice.tell(plan.snapshot, nowMs);
    const withKeys = await completeTls(plan.snapshot, plan.snapshot, nowMs);
    const completed = this.#withGuard(withKeys, plan, nowMs);
    if (isDeepStrictEqual(completed, plan.snapshot)) return;
    const generation = kept.nextGeneration(publisher.generation);
    this.#plan = { ...plan, snapshot: { ...completed, generation } };
    onAccepted(this.#plan);
    publisher.publish(this.#plan.snapshot);
    log.info("keys, certificates or the identity for guards were renewed", { generation });
  }

  /** What is wrong with the identity for guards keeps nothing else from being renewed. */
  #withGuard(snapshot: Snapshot, plan: NodePlan, nowMs: number): Snapshot {
    try {
      return completeGuard(snapshot, plan.snapshot, plan.storePath, nowMs);
    } catch (error) {
      this.#options.log.error("the identity for guards could not be renewed", errorDetails(error));
      return snapshot;
    }
  }

  async #tryReload(why: string): Promise<ReloadOutcome> {
    const { log, publisher, configFile } = this.#options;
    const loaded = await this.#load(this.#options.kept.nextGeneration(publisher.generation));
    this.#watch.watch(loaded.seen);
    if (loaded.plan === undefined) {
      log.error("the configuration was refused; the old one serves on", { why, file: configFile });
      this.#logDiagnostics(loaded.diagnostics);
      return "refused";
    }
    const plan = this.#withRunningWorkers(loaded.plan);
    if (this.#plan !== undefined && isSamePlan(this.#plan, plan)) {
      log.info("the configuration is unchanged", { why, generation: publisher.generation });
      if (loaded.certificateFailures.length > 0) this.#logDiagnostics(loaded.diagnostics);
      publisher.publishAgain();
      await this.#ensureAdmin(plan);
      return "unchanged";
    }
    const failure = await this.#use(plan, loaded, why);
    if (failure === undefined) return "accepted";
    log.error("the configuration was refused; the old one serves on", { why, reason: failure.text });
    return "refused";
  }

  /** Threads are started with the node: another number of them is for its next start. */
  #withRunningWorkers(plan: NodePlan): NodePlan {
    const { workers, storePath } = this.#plan ?? plan;
    if (workers !== plan.workers) {
      this.#options.log.warn("a new number of workers takes effect when the node is started anew", {
        running: workers,
        configured: plan.workers,
      });
    }
    if (storePath !== plan.storePath) {
      this.#options.log.warn("another store takes effect when the node is started anew", {
        open: storePath,
        configured: plan.storePath,
      });
    }
    return { ...plan, workers, storePath };
  }

  /** All that can fail comes first; then the plan is in force. */
  async #use(plan: NodePlan, loaded: LoadedPlan, why: string): Promise<Failure | undefined> {
    const { diagnostics, seen, text } = loaded;
    const { listeners, generation } = plan.snapshot;
    const ours = this.#plan?.snapshot.listeners ?? [];
    const conflict = await checkAddresses(listeners, ours);
    if (conflict !== "") return { reason: "address", text: conflict };
    const admin = await this.#openAdmin(plan);
    if (typeof admin === "string") return { reason: "address", text: admin };
    try {
      await openLog("the access log", this.#options.drain, plan.telemetry.sinks);
      await openLog("the WAF log", this.#options.wafDrain, plan.telemetry.wafSinks);
    } catch (error) {
      if (admin !== this.#admin) admin.close();
      return { reason: "output", text: error instanceof Error ? error.message : String(error) };
    }
    this.#logDiagnostics(diagnostics);
    await this.#options.prepare(plan);
    this.#commit(plan, admin);
    this.#watch.watch(seen);
    this.#options.log.info("the configuration was accepted", { generation, file: this.#options.configFile });
    const hash = createHash("sha256").update(text).digest("hex");
    const { acceptedAtMs } = this;
    void this.#options.kept.accepted({ generation, acceptedAtMs, origin: why, hash, text });
    return undefined;
  }

  /** The listener that the plan asks for: the one we have, or a new one; else why it cannot be opened. */
  async #openAdmin({ admin: { address, port, hosts } }: NodePlan): Promise<AdminServer | string> {
    const current = this.#plan?.admin;
    if (this.#admin !== undefined && current?.address === address && current.port === port)
      return this.#admin;
    try {
      return await AdminServer.open({ address, port, hosts }, this);
    } catch (error) {
      return bindFailureText("the admin listener", address, port, error);
    }
  }

  /** After control was replaced its address may not be free at once: every reload tries again. */
  async #ensureAdmin(plan: NodePlan): Promise<void> {
    if (this.#admin !== undefined) return;
    const admin = await this.#openAdmin(plan);
    if (typeof admin === "string") this.#options.log.error(admin);
    else this.#admin = admin;
  }

  #commit(plan: NodePlan, admin: AdminServer): void {
    const { publisher, onAccepted, onPlan } = this.#options;
    if (this.#admin !== admin) this.#admin?.close();
    admin.answerFor(plan.admin.hosts);
    this.#admin = admin;
    this.#plan = plan;
    this.isLastReloadGood = true;
    this.acceptedAtMs = Date.now();
    onAccepted(plan);
    onPlan(plan);
    publisher.publish(plan.snapshot);
  }

  #logDiagnostics(diagnostics: readonly Diagnostic[]): void {
    for (const { severity, message, hint, file, line, column, code } of diagnostics) {
      const place = { file, line, column, code, ...(hint === "" ? {} : { hint }) };
      if (severity === "error") this.#options.log.error(message, place);
      else this.#options.log.warn(message, place);
    }
  }

  readiness(): Readiness {
    const { publisher } = this.#options;
    const configured = this.#plan?.workers ?? 0;
    const { current, generation } = publisher;
    const reasons: string[] = [];
    if (this.#isDraining) reasons.push("the node is shutting down");
    if (configured === 0) reasons.push("there is no configuration yet");
    const running = publisher.workers;
    if (running.length < configured)
      reasons.push(`${configured - running.length} of ${configured} workers do not run`);
    for (const worker of running) {
      if (worker.refusal !== "")
        reasons.push(`worker ${worker.worker} refused generation ${generation}: ${worker.refusal}`);
      else if (worker.generation !== generation)
        reasons.push(`worker ${worker.worker} does not serve generation ${generation} yet`);
    }
    return {
      ready: reasons.length === 0,
      reasons,
      generation,
      workers: { configured, current },
      draining: this.#isDraining,
      warnings: [...this.#options.kept.warnings, ...this.#options.warnings()],
    };
  }

  get api(): AdminApi | undefined {
    return this.#options.api;
  }

  /** The plan in force. */
  get plan(): NodePlan | undefined {
    return this.#plan;
  }

  metrics(): string {
    return this.#options.metrics();
  }

  drain(): void {
    this.#isDraining = true;
    clearInterval(this.#upkeepTimer);
    this.#watch.close();
  }

  close(): void {
    this.drain();
    this.#admin?.close();
  }
}

const numbered = (plan: NodePlan, generation: number): NodePlan => ({
  ...plan,
  snapshot: { ...plan.snapshot, generation },
});

async function openLog(name: string, drain: AccessDrain, sinks: readonly SinkSpec[]): Promise<void> {
  try {
    await drain.use(sinks);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`${name} cannot be written: ${cause}`, { cause: error });
  }
}
