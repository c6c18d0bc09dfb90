// Notices that any file of a configuration changed, by asking for its status every second. Polling,
// because editors replace files and mounted configuration swaps symlinks: events miss both.

import { type BigIntStats, statSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate as turnEnd } from "node:timers/promises";
import type { ConfigPorts } from "#config/files.ts";

const EVERY_MS = 1000;
/** After a change, until the files have come to rest. */
const SETTLE_MS = 200;
/** In one turn of the event loop. Through a pool of threads each would wake two of them. */
const FILES_AT_ONCE = 16;
/** Of a folder that changed less long ago, the next change may bear the same time. */
const SURE_AFTER_MS = 2000;
/** The watch takes at most one part in so many of its thread's time. */
const MAX_LOAD = 50;

/**
 * Remembers what the files of a configuration looked like just before they were read, so that a change in
 * the meantime is not missed, and which files its patterns matched.
 */
export class SeenFiles {
  readonly ports: ConfigPorts;
  readonly #base: ConfigPorts;
  readonly #looks = new Map<string, string>();
  readonly #matches = new Map<string, string>();
  /** Of patterns, what their folders looked like when they were last gone through, and what they matched. */
  readonly #folders = new Map<string, { readonly look: string; readonly matches: string }>();

  constructor(base: ConfigPorts) {
    this.#base = base;
    this.ports = {
      ...base,
      readFile: (path) => {
        if (!this.#looks.has(path)) this.#looks.set(path, lookOf(path));
        return base.readFile(path);
      },
      glob: (pattern) => {
        const found = base.glob(pattern);
        this.#matches.set(pattern, matchText(found));
        return found;
      },
    };
  }

  /** Equal texts mean that nothing changed. */
  get before(): string {
    return [...this.#looks, ...this.#matches].flat().join("\n");
  }

  async now(): Promise<string> {
    const seen: string[][] = [];
    let count = 0;
    // Some after the other: all at once are a piece of work that whoever shares the core waits for.
    for (const file of this.#looks.keys()) {
      seen.push([file, lookOf(file)]);
      if (++count % FILES_AT_ONCE === 0) await turnEnd();
    }
    for (const pattern of this.#matches.keys()) {
      seen.push([pattern, this.#matchesOf(pattern)]);
      await turnEnd();
    }
    return seen.flat().join("\n");
  }

  /** A folder that looks as it did has the same files, and need not be gone through again. */
  #matchesOf(pattern: string): string {
    const folder = dirname(pattern);
    const look = HAS_WILDCARD.test(folder) ? undefined : sureLookOf(folder);
    const known = this.#folders.get(pattern);
    if (known !== undefined && known.look === look) return known.matches;
    const matches = matchText(this.#base.glob(pattern));
    if (look !== undefined) this.#folders.set(pattern, { look, matches });
    return matches;
  }
}

const HAS_WILDCARD = /[*?[\]{}()!+@]/;

const matchText = (files: readonly string[]): string => files.toSorted().join("\0");

export class FileWatch {
  readonly #onChange: () => void;
  readonly #everyMs: number;
  #seen: SeenFiles | undefined;
  /** What the files looked like when they were read or last reported. */
  #known = "";
  /** What they looked like a moment ago: a change is reported when they have come to rest. */
  #last = "";
  #isAtRest = true;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(onChange: () => void, everyMs = EVERY_MS) {
    this.#onChange = onChange;
    this.#everyMs = everyMs;
  }

  /** Watches these files from now on; files that did not exist count as well. */
  watch(seen: SeenFiles): void {
    this.#seen = seen;
    this.#known = seen.before;
    this.#last = this.#known;
    if (this.#timer === undefined) this.#schedule(this.#everyMs);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #schedule(ms: number): void {
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#poll(), ms);
  }

  async #poll(): Promise<void> {
    const startedMs = performance.now();
    const seen = this.#seen;
    const now = (await seen?.now()) ?? "";
    if (seen === this.#seen) this.#compare(now);
    const nextMs = this.#isAtRest ? this.#everyMs : Math.min(SETTLE_MS, this.#everyMs);
    this.#schedule(Math.max(nextMs, (performance.now() - startedMs) * MAX_LOAD));
  }

  #compare(now: string): void {
    this.#isAtRest = now === this.#last;
    this.#last = now;
    if (!this.#isAtRest || now === this.#known || this.#isClosed) return;
    this.#known = now;
    this.#onChange();
  }
}

/** Follows symbolic links, so a link that points elsewhere is a change. */
function lookOf(file: string): string {
  try {
    return lookText(statSync(file, { bigint: true }));
  } catch (error) {
    return absence(error);
  }
}

/** Of a folder; undefined where it may yet change without looking otherwise, or cannot be looked at. */
function sureLookOf(folder: string): string | undefined {
  try {
    const status = statSync(folder, { bigint: true });
    return Date.now() - Number(status.mtimeMs) < SURE_AFTER_MS ? undefined : lookText(status);
  } catch {
    return undefined; // The pattern is gone through, and says what there is.
  }
}

function lookText(status: BigIntStats): string {
  return `${status.dev}:${status.ino}:${status.size}:${status.mtimeNs}:${status.ctimeNs}`;
}

function absence(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unreadable";
}
