// The secrets of a running node: those of providers are asked for again from time to time, and of all it is
// known when they are to be replaced. While a provider does not answer, what it gave last serves on.

import { existsSync } from "node:fs";
import { Files } from "#config/files.ts";
import { nodePorts } from "#config/node-ports.ts";
import { vaultKeyOf } from "#config/vault-place.ts";
import { askOverNetwork } from "#secret/ask-provider.ts";
import { type FetchOutcome, ProvidedSecrets } from "#secret/provided-secrets.ts";
import { dueAtMs } from "#secret/rotation.ts";
import { loadVault } from "#secret/vault-disk.ts";
import { VaultError } from "#secret/vault-file.ts";
import type { SecretSpec } from "#snapshot/worker-link.ts";
import type { Log } from "#telemetry/log.ts";

export type SecretKeeperOptions = {
  readonly log: Log;
  readonly count: (provider: string, outcome: FetchOutcome) => void;
  /** A value is another one than the configuration in force was made of. */
  readonly onChange: () => void;
};

const DAY_MS = 86_400_000;
const NOTICE_EVERY_MS = 60_000;

export class SecretKeeper {
  readonly provided: ProvidedSecrets;
  readonly #options: SecretKeeperOptions;
  readonly #noticeTimer: NodeJS.Timeout;
  readonly #toldAtMs = new Map<string, number>();
  #spec: SecretSpec | undefined;
  #timer: NodeJS.Timeout | undefined;
  #told: ReadonlyMap<string, string> = new Map();
  #ownDues: ReadonlyMap<string, number> = new Map();
  #isClosed = false;

  constructor(options: SecretKeeperOptions) {
    this.#options = options;
    this.provided = new ProvidedSecrets({ ask: askOverNetwork, onFetch: options.count });
    this.#noticeTimer = setInterval(() => this.#notice(), NOTICE_EVERY_MS);
    this.#noticeTimer.unref();
  }

  /** Takes over what the plan in force says. */
  use(spec: SecretSpec): void {
    this.#spec = spec;
    clearTimeout(this.#timer);
    this.#schedule();
    this.#notice();
  }

  /** Asks for all again, then calls back whatever came of it. */
  async refreshBefore(work: () => Promise<unknown>): Promise<void> {
    await this.provided.refresh();
    this.#tellFailures();
    await work();
  }

  /** What an operator should know of. */
  get warnings(): string[] {
    return [...this.provided.failures].map(([secret, why]) => `the secret ${secret} was not fetched: ${why}`);
  }

  /** When secrets are to be replaced, ms since the epoch. */
  get dues(): ReadonlyMap<string, number> {
    return new Map([...this.#ownDues, ...this.provided.ends]);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#noticeTimer);
  }

  #schedule(): void {
    if (this.#spec === undefined || this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#refresh(), this.#spec.refreshMs);
    this.#timer.unref();
  }

  async #refresh(): Promise<void> {
    const spec = this.#spec;
    const hasChanged = await this.provided.refresh();
    this.#tellFailures();
    if (hasChanged && !this.#isClosed) this.#options.onChange();
    // A plan that came meanwhile has its own timer.
    if (spec === this.#spec) this.#schedule();
  }

  /** Once per cause, and once more when it is over. */
  #tellFailures(): void {
    const { log } = this.#options;
    const failures = this.provided.failures;
    for (const [secret, why] of failures)
      if (this.#told.get(secret) !== why)
        log.warn("a secret was not fetched; its last value serves on", { secret, why });
    for (const secret of this.#told.keys())
      if (!failures.has(secret)) log.info("a secret is fetched again", { secret });
    this.#told = failures;
  }

  /** Warns of each secret that is overdue, once a day. */
  #notice(): void {
    this.#ownDues = this.#readDues();
    const nowMs = Date.now();
    for (const [secret, dueMs] of this.dues) {
      if (dueMs > nowMs || nowMs - (this.#toldAtMs.get(secret) ?? 0) < DAY_MS) continue;
      this.#toldAtMs.set(secret, nowMs);
      this.#options.log.warn("a secret is to be replaced", { secret, since: new Date(dueMs).toISOString() });
    }
  }

  #readDues(): ReadonlyMap<string, number> {
    const place = this.#spec?.vault;
    if (place === undefined || !existsSync(place.path)) return new Map();
    const files = new Files(nodePorts());
    const readText = (path: string) => files.text(path);
    try {
      const { vault } = loadVault(place.path, vaultKeyOf(place, readText, process.env), readText);
      return new Map(
        [...vault.secrets].flatMap(([name, entry]) => {
          const due = dueAtMs(entry);
          return due === undefined ? [] : [[name, due] as const];
        }),
      );
    } catch (error) {
      // Where a reference needs it, the reload that follows its change tells so.
      if (error instanceof VaultError) return this.#ownDues;
      throw error;
    }
  }
}
