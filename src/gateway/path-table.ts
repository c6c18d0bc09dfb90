// Finds the entries whose path fits a request's, most specific first: the exact path, then ever shorter
// prefixes. One pass over the path hashes all its prefixes; each look-up is then one place in a table of
// numbers and one comparison of bytes. The tables are flat and small, so that ten thousand routes stay in
// the processor's cache, where maps of strings or a tree of segments would not.

import { KeyIndex } from "./key-index.ts";

const SEED = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
const SLASH = 0x2f;

export class PathTable<T> {
  private readonly exact = new EntryTable<T>();
  private readonly prefixes = new EntryTable<T>();
  private readonly ignoreCase: boolean;
  private longestExact = 0;
  /** The numbers of segments that prefixes have, most first: nothing else is looked up. */
  private depths: number[] = [];

  // What one pass found out about the path at hand; reused, for a look-up never waits.
  private ends = new Int32Array(1);
  private hashes = new Int32Array(1);
  private wholeHash = SEED;
  private hasUpperCase = false;

  constructor(ignoreCase: boolean) {
    this.ignoreCase = ignoreCase;
  }

  /** @param path begins with `/`; a prefix stands without its `/*` (`/a` for `/a/*`, `` for `/*`) */
  add(kind: "exact" | "prefix", path: string, entry: T): void {
    const key = this.ignoreCase ? path.toLowerCase() : path;
    if (kind === "exact") this.longestExact = Math.max(this.longestExact, key.length);
    else this.addDepth(key === "" ? 0 : key.split("/").length - 1);
    this.hashPath(key, true);
    const table = kind === "exact" ? this.exact : this.prefixes;
    table.add(this.wholeHash, key, entry);
  }

  private addDepth(depth: number): void {
    if (this.depths.includes(depth)) return;
    this.depths = [...this.depths, depth].sort((a, b) => b - a);
    this.ends = new Int32Array((this.depths[0] ?? 0) + 1);
    this.hashes = new Int32Array(this.ends.length).fill(SEED);
  }

  /** The first entry that `accepts` admits; entries of the same path are asked in the order of `add`. */
  find<Q>(path: string, accepts: (entry: T, query: Q) => boolean, query: Q): T | undefined {
    const asksExact = path.length <= this.longestExact;
    const segments = this.hashPath(path, asksExact);
    const folded = this.hasUpperCase ? path.toLowerCase() : path;
    if (asksExact) {
      const entry = this.exact.find(this.wholeHash, folded, folded.length, accepts, query);
      if (entry !== undefined) return entry;
    }
    const { depths, prefixes, hashes, ends } = this;
    for (let i = 0; i < depths.length; i++) {
      const depth = depths[i] ?? 0;
      if (depth > segments) continue;
      const entry = prefixes.find(hashes[depth] ?? SEED, folded, ends[depth] ?? 0, accepts, query);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /**
   * Hashes the path (FNV-1a, for speed: keys are compared, so a forged collision gains nothing) and notes
   * hash and end of each segment, as many as any prefix has. Gives how many segments it noted.
   */
  private hashPath(path: string, isWhole: boolean): number {
    const { ends, hashes, ignoreCase } = this;
    const deepest = ends.length - 1;
    let hash = SEED;
    let depth = 0;
    this.hasUpperCase = false;
    for (let i = 1; i < path.length; i++) {
      let code = path.charCodeAt(i);
      if (code === SLASH && depth < deepest) {
        ends[++depth] = i;
        hashes[depth] = hash;
        if (depth === deepest && !isWhole) return depth;
      } else if (ignoreCase && code >= 0x41 && code <= 0x5a) {
        code |= 0x20;
        this.hasUpperCase = true;
      }
      hash = Math.imul(hash ^ code, PRIME);
    }
    this.wholeHash = hash;
    if (path.length > 0 && depth < deepest) {
      ends[++depth] = path.length;
      hashes[depth] = hash;
    }
    return depth;
  }
}

/** The entries of each key, in the order in which they were added. */
class EntryTable<T> {
  private readonly index = new KeyIndex();
  private readonly entries: T[] = [];
  /** Further entries by the place of the first; most keys have one. */
  private readonly others = new Map<number, T[]>();

  add(hash: number, key: string, entry: T): void {
    const place = this.index.find(hash, key, key.length);
    if (place >= 0) this.others.set(place, [...(this.others.get(place) ?? []), entry]);
    else this.entries[this.index.add(hash, key)] = entry;
  }

  /** The first entry under the first `length` chars of the path that is accepted. */
  find<Q>(
    hash: number,
    path: string,
    length: number,
    accepts: (entry: T, query: Q) => boolean,
    query: Q,
  ): T | undefined {
    const place = this.index.find(hash, path, length);
    const first = this.entries[place];
    if (first === undefined || accepts(first, query)) return first;
    return this.others.get(place)?.find((entry) => accepts(entry, query));
  }
}
