// The transformations of many rules as one tree: what rules have in common at the beginning of their lists is
// done once per value. A node whose transformations have nothing to do on a value's bytes is never walked.

import type { Transformation } from "../../transformation/transformation.ts";
import { findTransformation } from "../../transformation/transformation-table.ts";
import { addMask, type ByteMask, FULL_MASK, maskOfClass, newByteMask } from "./byte-mask.ts";
import { addBits, newRuleBits, type RuleBits, setBit } from "./rule-bits.ts";

export type TrieNode = {
  /** Undefined at the root. */
  readonly apply: Transformation | undefined;
  /** Bytes without which `apply` changes nothing. */
  readonly triggers: ByteMask;
  /** Does `apply` make something of nothing? A hash does, and a length. */
  readonly fillsEmpty: boolean;
  /** Rules whose list ends here. */
  readonly own: RuleBits;
  readonly children: TrieNode[];
  /** Of this node and all below it. */
  readonly subtreeTriggers: ByteMask;
  readonly subtreeFillsEmpty: boolean;
  readonly subtreeOwn: RuleBits;
};

/** A rule by its bit, with the lists of transformations after which its operator looks. */
export type PipelineUse = { readonly bit: number; readonly pipelines: readonly (readonly string[])[] };

type Draft = { readonly own: RuleBits; readonly children: Map<string, Draft> };

export function buildTrie(uses: readonly PipelineUse[], ruleCount: number): TrieNode {
  const root: Draft = { own: newRuleBits(ruleCount), children: new Map() };
  for (const { bit, pipelines } of uses) for (const names of pipelines) insert(root, names, bit, ruleCount);
  return finish(undefined, root);
}

function insert(root: Draft, names: readonly string[], bit: number, ruleCount: number): void {
  let node = root;
  for (const name of names) {
    let child = node.children.get(name);
    if (child === undefined) {
      child = { own: newRuleBits(ruleCount), children: new Map() };
      node.children.set(name, child);
    }
    node = child;
  }
  setBit(node.own, bit);
}

function finish(name: string | undefined, draft: Draft): TrieNode {
  const children = [...draft.children].map(([childName, child]) => finish(childName, child));
  const definition = name === undefined ? undefined : findTransformation(name);
  const triggers = triggersOf(name, definition?.triggers);
  const fillsEmpty = definition !== undefined && definition.triggers === undefined;
  const subtreeTriggers = newByteMask();
  const subtreeOwn = draft.own.slice();
  addMask(subtreeTriggers, triggers);
  for (const child of children) {
    addMask(subtreeTriggers, child.subtreeTriggers);
    addBits(subtreeOwn, child.subtreeOwn);
  }
  return {
    apply: definition?.apply,
    triggers,
    fillsEmpty,
    own: draft.own,
    children,
    subtreeTriggers,
    subtreeFillsEmpty: fillsEmpty || children.some((child) => child.subtreeFillsEmpty),
    subtreeOwn,
  };
}

function triggersOf(name: string | undefined, pattern: RegExp | undefined): ByteMask {
  if (name === undefined) return newByteMask();
  return pattern === undefined ? FULL_MASK : maskOfClass(pattern);
}
