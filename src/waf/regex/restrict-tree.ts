// A tree for values that are known to have certain bytes only: what needs other bytes is cut out, and little
// is left of most patterns.

import type { ByteSet } from "./byte-set.ts";
import { choice, empty, type RegexTree, sequence } from "./regex-tree.ts";

/**
 * A tree with the same matches in values that only have bytes of the set; undefined where none is left.
 * @param tree regular, without groups that count
 */
export function restrictTree(tree: RegexTree, bytes: ByteSet): RegexTree | undefined {
  switch (tree.kind) {
    case "bytes": {
      const set = tree.set.map((word, index) => word & (bytes[index] ?? 0));
      return set.every((word) => word === 0) ? undefined : { kind: "bytes", set };
    }
    case "sequence": {
      const items = restrictAll(tree.items, bytes);
      return items.length < tree.items.length ? undefined : sequence(items);
    }
    case "choice": {
      const items = restrictAll(tree.items, bytes);
      return items.length === 0 ? undefined : choice(items);
    }
    case "repeat": {
      const item = restrictTree(tree.item, bytes);
      if (item === undefined) return tree.min === 0 ? empty : undefined;
      return { ...tree, item };
    }
    case "capture":
      return restrictTree(tree.item, bytes);
    default:
      return tree;
  }
}

const restrictAll = (items: readonly RegexTree[], bytes: ByteSet): RegexTree[] =>
  items.map((item) => restrictTree(item, bytes)).filter((item) => item !== undefined);
