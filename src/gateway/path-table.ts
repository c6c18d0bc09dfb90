// Finds the entries whose path fits a request's, most specific first: the exact path, then ever shorter
// prefixes. Whole prefixes are the keys of one table, so that a look-up touches few places in memory and
// costs the same among ten routes and ten thousand; a tree of segments would miss the cache at every level.

export class PathTable<T> {
  private readonly exact = new Map<string, T>();
  private readonly prefixes = new Map<string, T>();
  /** Further entries of a path, by kind and path; most paths have one entry, found without this. */
  private readonly others = { exact: new Map<string, T[]>(), prefix: new Map<string, T[]>() };
  private readonly ignoreCase: boolean;
  private longestExact = 0;
  /** The numbers of segments that prefixes have, most first: nothing else is looked up. */
  private depths: number[] = [];
  /** Where each segment of the path at hand ends; reused, for a look-up never waits. */
  private ends = new Int32Array(1);

  constructor(ignoreCase: boolean) {
    this.ignoreCase = ignoreCase;
  }

  /** @param path begins with `/`; a prefix stands without its `/*` (`/a` for `/a/*`, `` for `/*`) */
  add(kind: "exact" | "prefix", path: string, entry: T): void {
    const key = this.ignoreCase ? path.toLowerCase() : path;
    const table = kind === "exact" ? this.exact : this.prefixes;
    if (table.has(key)) this.others[kind].set(key, [...(this.others[kind].get(key) ?? []), entry]);
    else table.set(key, entry);
    if (kind === "exact") this.longestExact = Math.max(this.longestExact, key.length);
    else this.addDepth(key === "" ? 0 : key.split("/").length - 1);
  }

  private addDepth(depth: number): void {
    if (this.depths.includes(depth)) return;
    this.depths = [...this.depths, depth].sort((a, b) => b - a);
    this.ends = new Int32Array((this.depths[0] ?? 0) + 1);
  }

  /** The first entry that `accepts` admits; entries of the same path are asked in the order of `add`. */
  find<Q>(path: string, accepts: (entry: T, query: Q) => boolean, query: Q): T | undefined {
    const folded = this.ignoreCase ? path.toLowerCase() : path;
    if (this.exact.size > 0 && folded.length <= this.longestExact) {
      const entry = this.firstAccepted("exact", folded, accepts, query);
      if (entry !== undefined) return entry;
    }
    const { depths } = this;
    const segments = this.findEnds(folded);
    for (let i = 0; i < depths.length; i++) {
      const depth = depths[i] ?? 0;
      if (depth > segments) continue;
      const entry = this.firstAccepted("prefix", folded.slice(0, this.ends[depth]), accepts, query);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  private firstAccepted<Q>(
    kind: "exact" | "prefix",
    key: string,
    accepts: (entry: T, query: Q) => boolean,
    query: Q,
  ): T | undefined {
    const first = (kind === "exact" ? this.exact : this.prefixes).get(key);
    if (first === undefined || accepts(first, query)) return first;
    return this.others[kind].get(key)?.find((entry) => accepts(entry, query));
  }

  /** Notes where segments end, as many as any prefix has; gives how many there are. */
  private findEnds(path: string): number {
    const { ends } = this;
    let depth = 0;
    let end = 0;
    while (depth + 1 < ends.length && end < path.length) {
      end = path.indexOf("/", end + 1);
      if (end < 0) end = path.length;
      ends[++depth] = end;
    }
    return depth;
  }
}
