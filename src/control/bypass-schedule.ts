// Has the bypass audit run when it is due: light, full, and after a new configuration. One at a time, in a
// process of its own; what came of it is kept in the store, and a verdict that changed is told.

import { isObject, jsonOrUndefined } from "#kernel/json-object.ts";
import type { BypassReport, Verdict } from "#posture/bypass-report.ts";
import {
  type AuditKind,
  afterReport,
  atMoment,
  type BackendState,
  changesOf,
} from "#posture/bypass-state.ts";
import type { AuditSchedule } from "#snapshot/worker-link.ts";
import { type SettingRepository, StoreError } from "#store/store.ts";
import { errorDetails, type Log } from "#telemetry/log.ts";

export type BypassScheduleOptions = {
  readonly log: Pick<Log, "info" | "warn" | "error">;
  /** Rejects where it could not be made. */
  readonly audit: (kind: AuditKind) => Promise<BypassReport>;
  /** Throws a `StoreError` where it cannot be used for now. */
  readonly store: () => SettingRepository;
  readonly nowMs: () => number;
};

/** One audit that was made. */
export type AuditRecord = {
  readonly id: string;
  readonly kind: AuditKind;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly requests: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
};

type Kept = { readonly states: readonly BackendState[]; readonly history: readonly AuditRecord[] };

const KEPT_AUDITS = 100;
const STATE = "bypass-audit";
const REPORT = "bypass-audit-report";
const LOOK_MS = 2000;
/** Backends and gateway are given time to start, and a configuration to be followed by its correction. */
const DELAY_MS = 10_000;

export class BypassSchedule {
  readonly #options: BypassScheduleOptions;
  readonly #timer: NodeJS.Timeout;
  #spec: AuditSchedule | undefined;
  #hasPlan = false;
  #kept: Kept = { states: [], history: [] };
  #report: BypassReport | undefined;
  #running = false;
  /** A configuration came after the last full audit was begun. */
  #isChanged = false;
  /** Ms since the epoch: before, nothing is begun. */
  #notBeforeMs: number;

  constructor(options: BypassScheduleOptions) {
    this.#options = options;
    this.#notBeforeMs = options.nowMs() + DELAY_MS;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  /** A configuration is in force. */
  use(spec: AuditSchedule | undefined): void {
    const now = this.#options.nowMs();
    if (this.#hasPlan) {
      this.#isChanged ||= spec?.onChange ?? false;
      this.#notBeforeMs = now + DELAY_MS;
    }
    this.#hasPlan = true;
    this.#spec = spec;
  }

  /** What was kept is known again. */
  async restore(store: SettingRepository): Promise<void> {
    if (this.#kept.history.length > 0) return;
    const [kept, report] = [await store.get(STATE), await store.get(REPORT)];
    this.#report = this.#read(report, isReport) ?? this.#report;
    this.#kept = this.#read(kept, isKept) ?? this.#kept;
  }

  /** A damaged row is left out: what it told is found again by the next audit. */
  #read<T>(text: string | undefined, isMeant: (value: unknown) => value is T): T | undefined {
    if (text === undefined) return undefined;
    const value = jsonOrUndefined(text);
    if (isMeant(value)) return value;
    const what = { why: "the row of the store is damaged; the audit is made anew" };
    this.#options.log.warn("what the bypass audit found before is not known", what);
    return undefined;
  }

  /** Tells what is too old by now, and begins what is due. */
  look(): void {
    this.#age();
    const now = this.#options.nowMs();
    if (this.#spec === undefined || this.#running || now < this.#notBeforeMs) return;
    const { lightMs, fullMs } = this.#spec;
    if (this.#isChanged || now >= this.#lastMs("full") + fullMs) void this.#run("full", lightMs);
    else if (now >= this.#lastMs() + lightMs) void this.#run("light", lightMs);
  }

  get states(): readonly BackendState[] {
    return atMoment(this.#kept.states, new Date(this.#options.nowMs()).toISOString());
  }

  /** The newest first. */
  get history(): readonly AuditRecord[] {
    return this.#kept.history;
  }

  /** Of the last full audit. */
  get report(): BypassReport | undefined {
    return this.#report;
  }

  get isScheduled(): boolean {
    return this.#spec !== undefined;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#spec = undefined;
  }

  #age(): void {
    const before = this.#kept.states;
    const states = this.states;
    if (changesOf(before, states).length === 0) return;
    this.#kept = { ...this.#kept, states };
    this.#tell(before, states);
    this.#keep("light").catch((error: unknown) => {
      this.#options.log.error("what the bypass audit found could not be kept", errorDetails(error));
    });
  }

  #lastMs(kind?: AuditKind): number {
    const last = this.#kept.history.find((each) => kind === undefined || each.kind === kind);
    return last === undefined ? 0 : Date.parse(last.startedAt);
  }

  /** What fails is tried again after `retryMs`. */
  async #run(kind: AuditKind, retryMs: number): Promise<void> {
    const { log, nowMs, audit } = this.#options;
    const wasChanged = this.#isChanged;
    // What changes from now on is for the next one.
    if (kind === "full") this.#isChanged = false;
    this.#running = true;
    try {
      await this.#take(await audit(kind), kind);
    } catch (error) {
      log.error("the bypass audit could not be made", { kind, ...errorDetails(error) });
      this.#isChanged ||= wasChanged;
      this.#notBeforeMs = nowMs() + retryMs;
    } finally {
      this.#running = false;
    }
  }

  async #take(report: BypassReport, kind: AuditKind): Promise<void> {
    const before = this.states;
    const states = afterReport(before, report, kind);
    if (kind === "full") this.#report = report;
    this.#kept = { states, history: [recordOf(report, kind), ...this.#kept.history].slice(0, KEPT_AUDITS) };
    this.#tell(before, states);
    await this.#keep(kind);
  }

  #tell(before: readonly BackendState[], states: readonly BackendState[]): void {
    const { log } = this.#options;
    for (const { state, before: from = "" } of changesOf(before, states)) {
      const { pool, member, address, verdict: to, reasons } = state;
      const details = { event: "bypass.verdict", pool, member, address, from, to, reason: reasons[0] ?? "" };
      const isClosed = to === "proven-closed" || to === "closed-from-inside-only";
      if (isClosed) log.info("the verdict of the bypass audit changed", details);
      else log.warn("the verdict of the bypass audit changed", details);
    }
  }

  async #keep(kind: AuditKind): Promise<void> {
    try {
      const store = this.#options.store();
      await store.set(STATE, JSON.stringify(this.#kept));
      if (kind === "full") await store.set(REPORT, JSON.stringify(this.#report));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#options.log.warn("what the bypass audit found could not be kept", errorDetails(error));
    }
  }
}

/** As far as damage shows: a node of this version wrote the row. */
const isKept = (value: unknown): value is Kept =>
  isObject(value) && Array.isArray(value.states) && Array.isArray(value.history);

const isReport = (value: unknown): value is BypassReport => isObject(value) && Array.isArray(value.backends);

function recordOf({ id, startedAt, finishedAt, backends }: BypassReport, kind: AuditKind): AuditRecord {
  const count = (verdict: Verdict): number => backends.filter((each) => each.verdict === verdict).length;
  return {
    ...{ id, kind, startedAt, finishedAt },
    requests: backends.reduce((sum, { requests }) => sum + requests, 0),
    verdicts: {
      "proven-closed": count("proven-closed"),
      "closed-from-inside-only": count("closed-from-inside-only"),
      open: count("open"),
      unknown: count("unknown"),
    },
  };
}
