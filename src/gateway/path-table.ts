// Finds the entries whose path fits a request's, most specific first: the exact path, then ever shorter
// prefixes. One pass over the path hashes all its prefixes; a look-up is then a number in a table and one
// comparison, so that it visits few places in memory and costs nearly the same among ten routes and ten
// thousand. A tree of segments, or strings as keys, would miss the cache more often.

type Slot<T> = {
  /** In lower case where case does not matter. */
  readonly key: string;
  readonly entry: T;
  /** Further entries of this path; most paths have one, which is reached without a list. */
  others: T[] | undefined;
  /** Another key of the same hash. */
  readonly next: Slot<T> | undefined;
};

type Table<T> = Map<number, Slot<T>>;

const SEED = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
const SLASH = 0x2f;

export class PathTable<T> {
  private readonly exact: Table<T> = new Map();
  private readonly prefixes: Table<T> = new Map();
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
    const first = table.get(this.wholeHash);
    const slot = findSlot(first, key, key.length);
    if (slot === undefined) table.set(this.wholeHash, { key, entry, others: undefined, next: first });
    else slot.others = [...(slot.others ?? []), entry];
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
      const slot = findSlot(this.exact.get(this.wholeHash), folded, folded.length);
      const entry = slot === undefined ? undefined : firstAccepted(slot, accepts, query);
      if (entry !== undefined) return entry;
    }
    const { depths, prefixes, hashes, ends } = this;
    for (let i = 0; i < depths.length; i++) {
      const depth = depths[i] ?? 0;
      if (depth > segments) continue;
      const slot = findSlot(prefixes.get(hashes[depth] ?? SEED), folded, ends[depth] ?? 0);
      const entry = slot === undefined ? undefined : firstAccepted(slot, accepts, query);
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

/** The slot whose key is the first `length` chars of the path. */
function findSlot<T>(first: Slot<T> | undefined, path: string, length: number): Slot<T> | undefined {
  for (let slot = first; slot !== undefined; slot = slot.next) {
    if (slot.key.length === length && path.startsWith(slot.key)) return slot;
  }
  return undefined;
}

function firstAccepted<T, Q>(
  slot: Slot<T>,
  accepts: (entry: T, query: Q) => boolean,
  query: Q,
): T | undefined {
  if (accepts(slot.entry, query)) return slot.entry;
  return slot.others?.find((entry) => accepts(entry, query));
}
