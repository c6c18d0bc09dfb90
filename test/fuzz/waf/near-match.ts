// Texts that nearly match a pattern: a way through its tree by chance, repetitions drawn long, and something
// wrong at the end. They lead an automaton through its states, and a backtracking engine astray.

import type { ByteSet } from "#waf/regex/byte-set.ts";
import type { RegexTree } from "#waf/regex/regex-tree.ts";
import type { Random } from "../random.ts";

const MAX_CHARS = 4096;

export function nearMatch(tree: RegexTree, random: Random): string {
  const text = walk(tree, random, 1 + random.below(40)).slice(0, MAX_CHARS);
  if (random.once(4)) return text;
  return text.slice(0, Math.max(1, text.length - 1)) + String.fromCharCode(random.below(256));
}

function walk(tree: RegexTree, random: Random, repeats: number): string {
  switch (tree.kind) {
    case "bytes":
      return byteOf(tree.set, random);
    case "sequence":
      return joined(tree.items, random, repeats);
    case "choice": {
      const item = tree.items[random.below(tree.items.length)];
      return item === undefined ? "" : walk(item, random, repeats);
    }
    case "repeat": {
      const times = Math.min(tree.max, tree.min + random.below(repeats + 1));
      let text = "";
      for (let i = 0; i < times && text.length < MAX_CHARS; i++)
        text += walk(tree.item, random, repeats >> 1);
      return text;
    }
    case "capture":
    case "atomic":
      return walk(tree.item, random, repeats);
    case "look":
      return tree.isAhead && !tree.isNegated ? walk(tree.item, random, repeats) : "";
    default:
      return "";
  }
}

function joined(items: readonly RegexTree[], random: Random, repeats: number): string {
  let text = "";
  for (const item of items) {
    if (text.length > MAX_CHARS) break;
    text += walk(item, random, repeats);
  }
  return text;
}

/** The first of the set from a place by chance; letters and signs likelier than the rest. */
function byteOf(set: ByteSet, random: Random): string {
  const from = random.once(6) ? random.below(256) : 0x20 + random.below(0x5f);
  for (let i = 0; i < 256; i++) {
    const byte = (from + i) & 0xff;
    if (((set[byte >> 5] ?? 0) & (1 << (byte & 31))) !== 0) return String.fromCharCode(byte);
  }
  return "";
}
