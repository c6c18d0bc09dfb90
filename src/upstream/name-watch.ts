// The addresses of one host name, asked for anew before they expire. A failure keeps the last good answer.

import type { Deadline, Deadlines } from "#kernel/deadlines.ts";
import type { NameResolver } from "./name-resolver.ts";

export type NameSettings = {
  /** Name servers to ask; none: as the system resolves names. */
  readonly servers: readonly string[];
  /** Bounds of the time between two questions; between them the answer's TTL decides. */
  readonly minMs: number;
  readonly maxMs: number;
};

export interface NameObserver {
  changed(addresses: readonly string[]): void;
  failed(message: string): void;
}

export class NameWatch implements Deadline {
  deadlineMs = Number.POSITIVE_INFINITY;
  /** Empty before the first answer. */
  addresses: readonly string[] = [];
  private readonly host: string;
  private readonly settings: NameSettings;
  private readonly resolver: NameResolver;
  private readonly deadlines: Deadlines;
  private readonly observer: NameObserver;
  private waiting: ((failure: string) => void)[] = [];
  private isAsking = false;
  private isClosed = false;

  constructor(
    host: string,
    settings: NameSettings,
    resolver: NameResolver,
    deadlines: Deadlines,
    observer: NameObserver,
  ) {
    this.host = host;
    this.settings = settings;
    this.resolver = resolver;
    this.deadlines = deadlines;
    this.observer = observer;
    deadlines.add(this);
    void this.ask();
  }

  /** Calls back once `addresses` are there, or with why there are none. */
  whenKnown(callback: (failure: string) => void): void {
    this.waiting.push(callback);
    void this.ask();
  }

  onDeadline(): void {
    void this.ask();
  }

  private async ask(): Promise<void> {
    if (this.isAsking || this.isClosed) return;
    this.isAsking = true;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    let failure = "";
    try {
      const { addresses, ttlMs } = await this.resolver.resolve(this.host);
      this.askAgainIn(this.settings.maxMs);
      this.use(addresses);
      if (ttlMs instanceof Promise) void ttlMs.then((known) => this.isAsking || this.expireIn(known));
      else this.expireIn(ttlMs);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      this.askAgainIn(this.settings.minMs);
      if (!this.isClosed) this.observer.failed(failure);
    }
    this.isAsking = false;
    for (const callback of this.waiting.splice(0)) callback(this.addresses.length > 0 ? "" : failure);
  }

  private use(addresses: readonly string[]): void {
    const isSame =
      addresses.length === this.addresses.length && addresses.every((each) => this.addresses.includes(each));
    if (isSame || this.isClosed) return;
    this.addresses = addresses;
    this.observer.changed(addresses);
  }

  private expireIn(ttlMs: number | undefined): void {
    if (ttlMs === undefined) return;
    this.askAgainIn(Math.max(this.settings.minMs, Math.min(this.settings.maxMs, ttlMs)));
  }

  private askAgainIn(ms: number): void {
    this.deadlineMs = this.deadlines.after(ms);
  }

  close(): void {
    this.isClosed = true;
    this.deadlines.delete(this);
  }
}
