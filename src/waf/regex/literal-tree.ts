// Trees for operators that look for fixed text (`@pm`, `@contains`, `@streq` …), so that their rules go into
// the same automata as patterns do.

import { bytesIn } from "./byte-set.ts";
import { byteTree, choice, contextsWhere, EDGE, type RegexTree, sequence } from "./regex-tree.ts";

const inputStart: RegexTree = { kind: "assertion", contexts: contextsWhere((before) => before === EDGE) };
const inputEnd: RegexTree = { kind: "assertion", contexts: contextsWhere((_, after) => after === EDGE) };

/** Where the text has to stand: `@contains`, `@beginsWith`, `@endsWith`, `@streq`. */
export type LiteralPlace = "anywhere" | "start" | "end" | "whole";

export function literalTree(text: string, place: LiteralPlace, isCaseless = false): RegexTree {
  const items = Array.from(text, (char) => byteTree(char.charCodeAt(0), isCaseless));
  if (place === "start" || place === "whole") items.unshift(inputStart);
  if (place === "end" || place === "whole") items.push(inputEnd);
  return sequence(items);
}

/** Matches where one of the words stands: `@pm`. An empty word stands everywhere; no words, nowhere. */
export function literalSetTree(words: readonly string[], isCaseless: boolean): RegexTree {
  if (words.length === 0) return { kind: "bytes", set: new Uint32Array(8) };
  const root: Trie = { isEnd: false, next: new Map() };
  for (const word of words) {
    let node = root;
    for (const char of isCaseless ? word.replace(/[A-Z]/g, (upper) => upper.toLowerCase()) : word) {
      let next = node.next.get(char);
      if (next === undefined) {
        next = { isEnd: false, next: new Map() };
        node.next.set(char, next);
      }
      node = next;
    }
    node.isEnd = true;
  }
  return trieTree(root, isCaseless);
}

/**
 * Matches values that only have bytes of the text and are no longer: all that `@within` can find, and more.
 */
export function withinTree(text: string): RegexTree {
  const set = bytesIn(
    ...Array.from(text, (char): [number, number] => [char.charCodeAt(0), char.charCodeAt(0)]),
  );
  const max = Number.POSITIVE_INFINITY;
  const part: RegexTree = { kind: "repeat", item: { kind: "bytes", set }, min: 0, max, mode: "greedy" };
  return sequence([inputStart, part, inputEnd]);
}

type Trie = { isEnd: boolean; readonly next: Map<string, Trie> };

function trieTree(root: Trie, isCaseless: boolean): RegexTree {
  const head: RegexTree[] = [];
  let node = root;
  // Chains become one sequence: trees are walked by recursion, and words may be long.
  for (let only = onlyStep(node); only !== undefined; only = onlyStep(node)) {
    head.push(byteTree(only[0].charCodeAt(0), isCaseless));
    node = only[1];
  }
  // What goes on behind a word's end adds no input that matches.
  if (node.isEnd || node.next.size === 0) return sequence(head);
  const branches = Array.from(node.next, ([char, next]) =>
    sequence([byteTree(char.charCodeAt(0), isCaseless), trieTree(next, isCaseless)]),
  );
  return sequence([...head, choice(branches)]);
}

function onlyStep(node: Trie): readonly [string, Trie] | undefined {
  if (node.isEnd || node.next.size !== 1) return undefined;
  const [step] = node.next;
  return step;
}
