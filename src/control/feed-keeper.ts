// Keeps the feeds of the plan in force: reads them when they are due or have changed, and hands what may be
// taken to the workers. What is wrong with a feed leaves the one before in force, and is told.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { PrefixTable } from "#kernel/prefix-set.ts";
import type { AddressListTable } from "#network/address-list.ts";
import type { Forbidden } from "#network/read-feed.ts";
import type { FeedSpec } from "#snapshot/feed-spec.ts";
import type { FeedTable } from "#snapshot/worker-link.ts";
import type { Log } from "#telemetry/log.ts";
import { judgeFeed, placeText } from "./feed-judgement.ts";
import { type FetchedFeed, lookOfFeed } from "./feed-source.ts";

export type FeedOutcome = "taken" | "unchanged" | "refused";

export type FeedState = {
  readonly network: string;
  /** A path or a URL. */
  readonly place: string;
  /** 0 where none was taken yet. */
  readonly entries: number;
  /** What the list is of, ms since the epoch; undefined where none was taken yet. */
  readonly asOfMs: number | undefined;
  /** When it was last found to be what is in force. */
  readonly seenMs: number | undefined;
  /** It is older than its `maxAge`. */
  readonly isStale: boolean;
  /** Why the newest was not taken; empty where it was. */
  readonly failure: string;
  readonly table: AddressListTable | undefined;
};

export type FeedKeeperOptions = {
  readonly log: Log;
  /** Gives up when the signal says so. */
  readonly fetch: (spec: FeedSpec, signal: AbortSignal) => Promise<FetchedFeed>;
  readonly publish: (feeds: readonly FeedTable[]) => void;
  readonly count: (network: string, outcome: FeedOutcome) => void;
  /** Where lists from the network are kept over a restart; undefined before it is known. */
  readonly folder: () => string | undefined;
  readonly now?: () => number;
};

type Kept = {
  spec: FeedSpec;
  table: AddressListTable | undefined;
  entries: number;
  asOfMs: number | undefined;
  /** By its manifest: to read the same again makes it no newer. */
  isVouched: boolean;
  seenMs: number | undefined;
  failure: string;
  digest: string;
  /** What its files looked like when they were read, and a moment ago. */
  look: string;
  lastLook: string;
  nextMs: number;
  isReading: boolean;
  isStaleTold: boolean;
};

/** A changed file is read when it has come to rest: seen twice alike. */
const LOOK_MS = 100;
const FIRST_WAIT_MS = 5000;
const RETRY_MS = 60_000;

export class FeedKeeper {
  readonly #options: FeedKeeperOptions;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();
  #forbidden: readonly Forbidden[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #ending = new AbortController();

  constructor(options: FeedKeeperOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Takes over the feeds of a plan. Resolves when each that is new was tried once, or after a few seconds: a
   * server that does not answer keeps no configuration from coming into force.
   */
  async use(specs: readonly FeedSpec[], forbidden: readonly Forbidden[]): Promise<void> {
    this.#forbidden = forbidden;
    const wanted = new Set(specs.map(({ network }) => network));
    for (const network of [...this.#kept.keys()]) if (!wanted.has(network)) this.#kept.delete(network);
    const tries: Promise<void>[] = [];
    for (const spec of specs) {
      const before = this.#kept.get(spec.network);
      if (before !== undefined && isDeepStrictEqual(before.spec, spec)) continue;
      const kept = takenOver(spec, before);
      this.#kept.set(spec.network, kept);
      // Its `maxAge` may be another one, and the feed not be there to be read anew.
      if (kept.table !== undefined) this.#publish(kept, kept.table.prefixes);
      tries.push(this.#readCopy(kept).then(() => this.#read(kept)));
    }
    if (this.#kept.size > 0 && this.#timer === undefined) this.#schedule();
    if (tries.length === 0) return;
    const waited = new Promise<void>((resolve) => setTimeout(resolve, FIRST_WAIT_MS).unref());
    await Promise.race([Promise.all(tries), waited]);
  }

  get states(): FeedState[] {
    return [...this.#kept.values()].map((kept) => {
      const { spec, entries, asOfMs, seenMs, failure, table } = kept;
      const { network, place } = spec;
      const isStale = this.#isStale(kept);
      return { network, place: placeText(place), entries, asOfMs, seenMs, isStale, failure, table };
    });
  }

  /** What an operator should know of. */
  get warnings(): string[] {
    return this.states.flatMap(({ network, failure, isStale, asOfMs, table }) => {
      if (table === undefined)
        return [`the network ${network} is empty: its feed was not taken yet (${failure})`];
      if (failure !== "") return [`the feed of ${network} was not taken: ${failure}`];
      const asOf = asOfMs === undefined ? "" : new Date(asOfMs).toISOString();
      return isStale ? [`the feed of ${network} is of ${asOf}, past its maxAge`] : [];
    });
  }

  close(): void {
    this.#ending.abort();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#ending.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#tick(), LOOK_MS);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    for (const kept of this.#kept.values()) {
      this.#tellAge(kept);
      if (kept.isReading) continue;
      if (this.#now() >= kept.nextMs || (await this.#hasChanged(kept))) void this.#read(kept);
    }
    this.#schedule();
  }

  async #hasChanged(kept: Kept): Promise<boolean> {
    const look = await lookOfFeed(kept.spec);
    const isAtRest = look === kept.lastLook;
    kept.lastLook = look;
    return isAtRest && look !== kept.look;
  }

  /** Never rejects. */
  async #read(kept: Kept): Promise<void> {
    const { spec } = kept;
    kept.isReading = true;
    kept.look = await lookOfFeed(spec);
    kept.lastLook = kept.look;
    let wait = spec.refreshMs;
    try {
      await this.#take(kept, await this.#options.fetch(spec, this.#ending.signal), true);
    } catch (error) {
      wait = Math.min(wait, RETRY_MS);
      this.#refused(kept, error instanceof Error ? error.message : String(error));
    }
    kept.nextMs = this.#now() + wait;
    kept.isReading = false;
  }

  async #take(kept: Kept, fetched: FetchedFeed, isNew: boolean): Promise<void> {
    const { spec } = kept;
    const digest = digestOf(fetched);
    const isSame = digest === kept.digest && kept.failure === "";
    const inForce = { entries: kept.entries, asOfMs: kept.asOfMs ?? 0 };
    const before = kept.asOfMs === undefined ? undefined : inForce;
    const nowMs = this.#now();
    const judged = isSame ? undefined : await judgeFeed(spec, fetched, before, this.#forbidden, nowMs);
    // The plan may have moved on while it was read.
    if (this.#kept.get(spec.network) !== kept || this.#ending.signal.aborted) return;
    if (judged?.kind === "refused") {
      this.#refused(kept, judged.why);
      return;
    }
    kept.seenMs = nowMs;
    if (judged === undefined) {
      if (!kept.isVouched) this.#renew(kept, fetched.changedMs ?? nowMs);
      this.#options.count(spec.network, "unchanged");
      return;
    }
    const { content, asOfMs, isVouched } = judged;
    const { entries } = content;
    Object.assign(kept, { digest, asOfMs, isVouched, entries, failure: "", isStaleTold: false });
    this.#publish(kept, content.table);
    this.#options.count(spec.network, "taken");
    const asOf = new Date(asOfMs).toISOString();
    this.#options.log.info("a feed was taken", { network: spec.network, entries: kept.entries, asOf });
    if (isNew && spec.place.kind === "url") this.#keepCopy(spec, fetched, asOfMs);
  }

  /** The same content, as of a later moment. */
  #renew(kept: Kept, asOfMs: number): void {
    if (kept.asOfMs === asOfMs || kept.table === undefined) return;
    kept.asOfMs = asOfMs;
    this.#publish(kept, kept.table.prefixes);
    this.#renewCopy(kept.spec, asOfMs);
  }

  #publish(kept: Kept, prefixes: PrefixTable): void {
    const { spec, asOfMs } = kept;
    const staleAtMs = asOfMs === undefined ? Number.POSITIVE_INFINITY : asOfMs + spec.maxAgeMs;
    kept.table = { prefixes, ends: undefined, staleAtMs };
    this.#options.publish([{ network: spec.network, table: kept.table }]);
  }

  #refused(kept: Kept, why: string): void {
    if (this.#kept.get(kept.spec.network) !== kept || this.#ending.signal.aborted) return;
    const { network } = kept.spec;
    this.#options.count(network, "refused");
    // Once per cause, and not each time that it is tried again.
    if (kept.failure !== why) {
      const inForce = kept.asOfMs === undefined ? "none" : `${kept.entries} entries`;
      this.#options.log.error("a feed was refused; the one before stays in force", { network, why, inForce });
    }
    kept.failure = why;
  }

  #isStale({ spec, asOfMs }: Kept): boolean {
    return asOfMs !== undefined && this.#now() - asOfMs > spec.maxAgeMs;
  }

  #tellAge(kept: Kept): void {
    if (kept.isStaleTold || kept.asOfMs === undefined || !this.#isStale(kept)) return;
    kept.isStaleTold = true;
    const { network } = kept.spec;
    const asOf = new Date(kept.asOfMs).toISOString();
    this.#options.log.warn("a feed is older than its maxAge, and stays in force", { network, asOf });
  }

  // ── copies of what came over the network, for a restart while its server does not answer ──

  #copyOf({ network, place }: FeedSpec): string | undefined {
    const folder = this.#options.folder();
    if (folder === undefined || place.kind === "file") return undefined;
    const hash = createHash("sha256").update(place.url).digest("hex").slice(0, 16);
    return join(folder, `${network}-${hash}.feed`);
  }

  #keepCopy(spec: FeedSpec, { bytes }: FetchedFeed, asOfMs: number): void {
    const path = this.#copyOf(spec);
    if (path === undefined) return;
    try {
      mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
      writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
      utimesSync(`${path}.new`, asOfMs / 1000, asOfMs / 1000);
      renameSync(`${path}.new`, path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#options.log.warn("a feed could not be kept for the next start", { network: spec.network, why });
    }
  }

  #renewCopy(spec: FeedSpec, asOfMs: number): void {
    const path = this.#copyOf(spec);
    if (path === undefined) return;
    try {
      utimesSync(path, asOfMs / 1000, asOfMs / 1000);
    } catch {
      // There is none: that was told when it could not be kept.
    }
  }

  /** It was verified when it was kept, and lies where only the node's user can write. */
  async #readCopy(kept: Kept): Promise<void> {
    const path = this.#copyOf(kept.spec);
    if (path === undefined) return;
    let copy: FetchedFeed;
    try {
      copy = { bytes: readFileSync(path), manifest: "", changedMs: statSync(path).mtimeMs };
    } catch {
      return; // It was never taken.
    }
    const asKept = { ...kept.spec, manifest: undefined, maxAgeMs: Number.POSITIVE_INFINITY };
    const judged = await judgeFeed(asKept, copy, undefined, this.#forbidden, this.#now());
    if (judged.kind === "refused" || this.#kept.get(kept.spec.network) !== kept) return;
    kept.entries = judged.content.entries;
    kept.asOfMs = judged.asOfMs;
    this.#publish(kept, judged.content.table);
  }
}

/** What a feed of the network has brought stays in force until this one has brought something. */
function takenOver(spec: FeedSpec, before: Kept | undefined): Kept {
  const kept = { ...fresh(spec), table: before?.table };
  if (before === undefined || !isDeepStrictEqual(before.spec.place, spec.place)) return kept;
  const { entries, asOfMs, isVouched } = before;
  return { ...kept, entries, asOfMs, isVouched };
}

const fresh = (spec: FeedSpec): Omit<Kept, "table"> => ({
  spec,
  entries: 0,
  asOfMs: undefined,
  isVouched: false,
  seenMs: undefined,
  failure: "",
  digest: "",
  look: "",
  lastLook: "",
  nextMs: Number.POSITIVE_INFINITY,
  isReading: false,
  isStaleTold: false,
});

const digestOf = ({ bytes, manifest }: FetchedFeed): string =>
  createHash("sha256").update(bytes).update(manifest).digest("hex");
