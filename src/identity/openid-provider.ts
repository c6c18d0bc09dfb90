// A provider of OpenID Connect: its name and its keys, asked for when they are needed and remembered. While
// it does not answer, what it last said holds for a day: one that is down must not stop every API.

import type { Clock } from "#kernel/clock.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { CallOut } from "./outgoing-call.ts";
import { fetchPublished, type ProviderAddress, type Published } from "./provider/fetch-published.ts";

export type { ProviderAddress, Published };

export type ProviderPorts = {
  readonly call: CallOut;
  readonly clock: Clock;
  /** Told once for each failure. */
  readonly warn: (message: string) => void;
};

export class OpenIdProvider {
  readonly #address: ProviderAddress;
  readonly #ports: ProviderPorts;
  readonly #limits = defaultLimits.identity.provider;
  #published: Published | undefined;
  #publishedMs = Number.NEGATIVE_INFINITY;
  #attemptedMs = Number.NEGATIVE_INFINITY;
  #hasFailed = false;
  /** One question for all who wait. */
  #flight: Promise<void> | undefined;

  constructor(address: ProviderAddress, ports: ProviderPorts) {
    this.#address = address;
    this.#ports = ports;
  }

  /**
   * What it published, without waiting: undefined where it must be asked first (see `ready`). The same object
   * until it publishes something else. What is due is asked for on the side.
   */
  current(): Published | undefined {
    const ageMs = this.#ports.clock.monotonicMs() - this.#publishedMs;
    if (ageMs < this.#limits.refreshMs) return this.#published;
    void this.#ask();
    const isLongDue = ageMs >= this.#limits.refreshMs + this.#limits.graceMs;
    // Nobody asked for a long time: a key may have been withdrawn meanwhile.
    if (isLongDue && this.#isWorthWaiting()) return undefined;
    return ageMs < this.#limits.staleMs ? this.#published : undefined;
  }

  /**
   * As `current`, after its answer. Undefined where it gave none and nothing is remembered. Nobody waits for
   * one that failed just before: it is asked again on the side.
   */
  async ready(): Promise<Published | undefined> {
    const now = this.current();
    if (now !== undefined || !this.#isWorthWaiting()) return now;
    await this.#flight;
    return this.current();
  }

  #isWorthWaiting(): boolean {
    return this.#flight !== undefined && !this.#hasFailed;
  }

  /**
   * Asks anew, for a token whose key is not known: a new key may have been published. False where that was
   * done just before: whoever invents key ids is not to make us ask for each.
   */
  async refresh(): Promise<boolean> {
    const sinceMs = this.#ports.clock.monotonicMs() - this.#attemptedMs;
    if (this.#flight === undefined && sinceMs < this.#limits.cooldownMs) return false;
    await this.#ask();
    return true;
  }

  #ask(): Promise<void> | undefined {
    const sinceMs = this.#ports.clock.monotonicMs() - this.#attemptedMs;
    if (this.#flight === undefined && !(this.#hasFailed && sinceMs < this.#limits.retryMs))
      this.#flight = this.#fetch();
    return this.#flight;
  }

  async #fetch(): Promise<void> {
    const { call, clock, warn } = this.#ports;
    this.#attemptedMs = clock.monotonicMs();
    try {
      const published = await fetchPublished(this.#address, call);
      if (published.source !== this.#published?.source) this.#published = published;
      this.#publishedMs = clock.monotonicMs();
      this.#hasFailed = false;
    } catch (error) {
      this.#hasFailed = true;
      this.#attemptedMs = clock.monotonicMs();
      const why = error instanceof Error ? error.message : String(error);
      warn(`no keys from ${this.#address.url}: ${why}`);
    } finally {
      this.#flight = undefined;
    }
  }
}
