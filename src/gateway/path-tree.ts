// Finds the entries whose path fits a request's, most specific first: the exact path, then ever shorter
// prefixes. Costs one look-up per segment, whatever the number of entries.

type Node<T> = {
  readonly children: Map<string, Node<T>>;
  readonly exact: T[];
  readonly prefix: T[];
};

const newNode = <T>(): Node<T> => ({ children: new Map(), exact: [], prefix: [] });

export class PathTree<T> {
  private readonly root: Node<T> = newNode();
  private readonly ignoreCase: boolean;
  /** Nodes with prefix entries on the way down; reused, for a look-up never waits. */
  private readonly passed: Node<T>[] = [];

  constructor(ignoreCase: boolean) {
    this.ignoreCase = ignoreCase;
  }

  /** @param path begins with `/`; a prefix stands without its `/*` (`/a` for `/a/*`, `` for `/*`) */
  add(kind: "exact" | "prefix", path: string, entry: T): void {
    let node = this.root;
    const folded = this.ignoreCase ? path.toLowerCase() : path;
    if (folded !== "") {
      for (const segment of folded.slice(1).split("/")) {
        let child = node.children.get(segment);
        if (child === undefined) {
          child = newNode();
          node.children.set(segment, child);
        }
        node = child;
      }
    }
    node[kind].push(entry);
  }

  /** The first entry that `accepts` admits; entries of the same path are asked in the order of `add`. */
  find<Q>(path: string, accepts: (entry: T, query: Q) => boolean, query: Q): T | undefined {
    const folded = this.ignoreCase ? path.toLowerCase() : path;
    const { passed } = this;
    let depth = 0;
    let node: Node<T> | undefined = this.root;
    let start = 1;
    const { length } = folded;
    for (;;) {
      if (node.prefix.length > 0) passed[depth++] = node;
      if (start > length) break;
      let end = folded.indexOf("/", start);
      if (end < 0) end = length;
      node = node.children.get(folded.slice(start, end));
      if (node === undefined) break;
      start = end + 1;
    }
    if (node !== undefined && node.exact.length > 0) {
      const entry = firstAccepted(node.exact, accepts, query);
      if (entry !== undefined) return entry;
    }
    while (depth > 0) {
      const entry = firstAccepted(passed[--depth]?.prefix ?? [], accepts, query);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }
}

function firstAccepted<T, Q>(
  entries: readonly T[],
  accepts: (entry: T, query: Q) => boolean,
  query: Q,
): T | undefined {
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i];
    if (entry !== undefined && accepts(entry, query)) return entry;
  }
  return undefined;
}
