// Finds the entries whose path fits a request's, most specific first: the exact path, then ever shorter
// prefixes. Whole prefixes are the keys of one table, so that a look-up touches few places in memory and
// costs the same among ten routes and ten thousand; a tree of segments would miss the cache at every level.

/** Entries of one path as a chain: most paths have one, and an array would be two more places to visit. */
type Chain<T> = { readonly entry: T; next: Chain<T> | undefined };

export class PathTable<T> {
  private readonly exact = new Map<string, Chain<T>>();
  private readonly prefixes = new Map<string, Chain<T>>();
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
    const link: Chain<T> = { entry, next: undefined };
    const first = table.get(key);
    if (first === undefined) table.set(key, link);
    else lastOf(first).next = link;
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
      const entry = firstAccepted(this.exact.get(folded), accepts, query);
      if (entry !== undefined) return entry;
    }
    const { depths } = this;
    const segments = this.findEnds(folded);
    for (let i = 0; i < depths.length; i++) {
      const depth = depths[i] ?? 0;
      if (depth > segments) continue;
      const key = folded.slice(0, this.ends[depth]);
      const entry = firstAccepted(this.prefixes.get(key), accepts, query);
      if (entry !== undefined) return entry;
    }
    return undefined;
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

function lastOf<T>(first: Chain<T>): Chain<T> {
  let link = first;
  while (link.next !== undefined) link = link.next;
  return link;
}

function firstAccepted<T, Q>(
  first: Chain<T> | undefined,
  accepts: (entry: T, query: Q) => boolean,
  query: Q,
): T | undefined {
  for (let link = first; link !== undefined; link = link.next) {
    if (accepts(link.entry, query)) return link.entry;
  }
  return undefined;
}
