// Watches for floods on behalf of the node: learns once a second, keeps what was learned in the store, tells
// in the log when a flood begins and when it is over. While the store fails, learning goes on in memory.

import { randomInt } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { FloodMemory } from "#flood/flood-memory.ts";
import { type FloodSettings, type FloodState, FloodWatch, type KeptFlood } from "#flood/flood-watch.ts";
import { type Clock, machineClock } from "#kernel/clock.ts";
import type { SettingRepository, Store } from "#store/store.ts";
import { errorDetails, type Log } from "#telemetry/log.ts";

/** The name of the setting that what was learned is kept under. */
export const FLOOD_SETTING = "flood-normal";

const TICK_MS = 1000;
const KEEP_MS = 300_000;
/** Until the configuration is known. */
const unset: FloodSettings = {
  mode: "off",
  sensitivity: "medium",
  learningHours: 24,
  floorPerSecond: 1,
  floorPerClient: 1,
  penaltyS: 1,
  longestPenaltyS: 1,
  shedDelayMs: 0,
  countsLoopback: false,
};

export class FloodKeeper {
  readonly watch: FloodWatch;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  readonly #keepTimer: NodeJS.Timeout;
  #settings: SettingRepository | undefined;
  #mode: FloodSettings["mode"] = "off";
  #wasFlooded = false;
  #penaltiesBefore = 0;

  constructor(memory: FloodMemory, log: Log, clock: Clock = machineClock()) {
    this.#log = log;
    this.watch = new FloodWatch(memory, clock, unset);
    this.#timer = setInterval(() => this.tick(), TICK_MS);
    this.#keepTimer = setInterval(() => void this.#keep(), KEEP_MS);
  }

  /** Each time that the store was opened: what was learned before is learned, the first time. */
  async restore({ settings }: Store): Promise<void> {
    const isFirst = this.#settings === undefined;
    this.#settings = settings;
    if (!isFirst) return;
    const text = await settings.get(FLOOD_SETTING);
    this.watch.restore(text === undefined ? undefined : this.#read(text), newSeed());
  }

  #read(text: string): KeptFlood | undefined {
    try {
      return unpackFlood(text);
    } catch (error) {
      this.#log.error(
        "what is normal has to be learned anew: what was kept cannot be read",
        errorDetails(error),
      );
      return undefined;
    }
  }

  use(settings: FloodSettings): void {
    this.#mode = settings.mode;
    if (settings.mode === "off") this.#wasFlooded = false;
    // Without a store there was nothing to restore; a seed there must be.
    if (this.#settings === undefined) this.watch.restore(undefined, newSeed());
    this.watch.use(settings);
  }

  get state(): FloodState & { readonly mode: FloodSettings["mode"] } {
    return { mode: this.#mode, ...this.watch.state };
  }

  get warnings(): readonly string[] {
    if (!this.#wasFlooded) return [];
    return [`there is a flood: ${this.watch.state.penalized} clients are kept out`];
  }

  tick(): void {
    if (this.#mode === "off") return;
    this.watch.tick();
    const { isFlooded, floodSeconds, perSecond, limits, penalties } = this.watch.state;
    if (isFlooded === this.#wasFlooded) return;
    this.#wasFlooded = isFlooded;
    const { globalPerSecond, clientPerWindow } = limits;
    if (isFlooded) {
      this.#penaltiesBefore = penalties;
      this.#log.warn("a flood began", { perSecond, globalPerSecond, clientPerWindow, mode: this.#mode });
    } else {
      this.#log.info("the flood is over", { penalties: penalties - this.#penaltiesBefore, floodSeconds });
    }
  }

  async #keep(): Promise<void> {
    if (this.#mode === "off") return;
    try {
      await this.#settings?.set(FLOOD_SETTING, packFlood(this.watch.toKeep()));
    } catch {
      // The store has told of it; the next time is soon enough.
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    clearInterval(this.#keepTimer);
    await this.#keep();
  }
}

/** Filters of few clients are zeros for the most part. */
export const packFlood = (kept: KeptFlood): string =>
  deflateRawSync(Buffer.from(JSON.stringify(kept))).toString("base64");

/** Throws where the text is not of `packFlood`. */
function unpackFlood(text: string): KeptFlood {
  // What JSON gives is looked at next.
  const kept = JSON.parse(inflateRawSync(Buffer.from(text, "base64")).toString()) as Partial<KeptFlood>;
  const { seed, normal, known, filterSinceMs } = kept;
  if (normal?.version !== 1 || seed === undefined || known === undefined || filterSinceMs === undefined)
    throw new Error("it is of another version");
  return { seed, normal, known, filterSinceMs };
}

const newSeed = (): [number, number] => [randomInt(1, 2 ** 31), randomInt(1, 2 ** 31)];
