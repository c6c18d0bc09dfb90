// Trees for search only. Where all that is asked is whether a match lies somewhere, what may be left out at a
// pattern's two ends is left out: it would only multiply the states of an automaton.

import { empty, type RegexTree, sequence } from "./regex-tree.ts";

/** A tree that has a match in exactly the inputs in which `tree` has one. Groups are dropped. */
export function trimForSearch(tree: RegexTree): RegexTree {
  return trimEnd(trimEnd(withoutGroups(tree), false), true);
}

/** A tree whose matches begin at exactly the places at which those of `tree` do. Groups are dropped. */
export function trimForStarts(tree: RegexTree): RegexTree {
  return trimEnd(withoutGroups(tree), true);
}

/** A regular tree that matches wherever `tree` does, and maybe elsewhere. */
export function overApproximate(tree: RegexTree): RegexTree {
  switch (tree.kind) {
    case "sequence":
      return sequence(tree.items.map(overApproximate));
    case "choice":
      return { kind: "choice", items: tree.items.map(overApproximate) };
    case "repeat":
      return { ...tree, item: overApproximate(tree.item), mode: tree.mode === "lazy" ? "lazy" : "greedy" };
    case "capture":
      return { ...tree, item: overApproximate(tree.item) };
    case "atomic":
      return overApproximate(tree.item);
    case "look":
      return empty;
    case "backreference":
      return { kind: "repeat", item: anything, min: 0, max: Number.POSITIVE_INFINITY, mode: "greedy" };
    default:
      return tree;
  }
}

const anything: RegexTree = { kind: "bytes", set: new Uint32Array(8).fill(0xffffffff) };

function withoutGroups(tree: RegexTree): RegexTree {
  switch (tree.kind) {
    case "sequence":
      return sequence(tree.items.map(withoutGroups));
    case "choice":
      return { kind: "choice", items: tree.items.map(withoutGroups) };
    case "repeat":
      return { ...tree, item: withoutGroups(tree.item) };
    case "capture":
      return withoutGroups(tree.item);
    default:
      return tree;
  }
}

/**
 * Trims one end. What may be empty there adds no input that matches; of `x+`, one round is enough; and a
 * choice one of whose branches came to nothing is nothing itself.
 */
function trimEnd(tree: RegexTree, isEnd: boolean): RegexTree {
  switch (tree.kind) {
    case "sequence":
      return trimSequence(tree.items, isEnd);
    case "choice": {
      const items = tree.items.map((item) => trimEnd(item, isEnd));
      return items.some(({ kind }) => kind === "empty") ? empty : { kind: "choice", items };
    }
    case "repeat":
      if (tree.min === 0) return empty;
      if (tree.min === 1) return trimEnd(tree.item, isEnd);
      return { ...tree, max: tree.min };
    default:
      return tree;
  }
}

function trimSequence(items: readonly RegexTree[], isEnd: boolean): RegexTree {
  const rest = [...items];
  for (;;) {
    const item = isEnd ? rest.pop() : rest.shift();
    if (item === undefined) return empty;
    const trimmed = trimEnd(item, isEnd);
    if (trimmed.kind === "empty") continue;
    if (isEnd) rest.push(trimmed);
    else rest.unshift(trimmed);
    return sequence(rest);
  }
}
