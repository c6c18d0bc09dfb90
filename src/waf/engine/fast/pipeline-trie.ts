// The transformations of many rules as one tree: what rules have in common at the beginning of their lists is
// done once per value. A node whose transformations have nothing to do on a value's bytes is never walked.

import type { Transformation, TransformationDefinition } from "../../transformation/transformation.ts";
import { findTransformation } from "../../transformation/transformation-table.ts";
import { addMask, type ByteMask, FULL_MASK, maskOfClass, newByteMask } from "./byte-mask.ts";
import { type Aftermath, DecodeGate, type NeedsOf } from "./decode-gate.ts";
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
  readonly subtreeOwn: RuleBits;
  /** What this node and all below it make of a value's bytes. */
  readonly subtreeAftermath: Aftermath;
  /** Tells of most values that no rule of the subtree can match what `apply` makes of them. */
  readonly gate: DecodeGate | undefined;
};

/** A rule by its bit, with the lists of transformations after which its operator looks. */
export type PipelineUse = { readonly bit: number; readonly pipelines: readonly (readonly string[])[] };

type Draft = { readonly own: RuleBits; readonly children: Map<string, Draft> };

export function buildTrie(uses: readonly PipelineUse[], ruleCount: number, needsOf: NeedsOf): TrieNode {
  const root: Draft = { own: newRuleBits(ruleCount), children: new Map() };
  for (const { bit, pipelines } of uses) for (const names of pipelines) insert(root, names, bit, ruleCount);
  return finish(undefined, root, needsOf);
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

function finish(name: string | undefined, draft: Draft, needsOf: NeedsOf): TrieNode {
  const children = [...draft.children].map(([childName, child]) => finish(childName, child, needsOf));
  const definition = name === undefined ? undefined : findTransformation(name);
  const triggers = triggersOf(name, definition?.triggers);
  const fillsEmpty = definition !== undefined && definition.triggers === undefined;
  const subtreeTriggers = newByteMask();
  const subtreeOwn = draft.own.slice();
  const below: Aftermath = {
    acting: newByteMask(),
    swaps: children.flatMap(({ subtreeAftermath }) => subtreeAftermath.swaps),
    fillsEmpty: children.some(({ subtreeAftermath }) => subtreeAftermath.fillsEmpty),
  };
  addMask(subtreeTriggers, triggers);
  for (const child of children) {
    addMask(subtreeTriggers, child.subtreeTriggers);
    addBits(subtreeOwn, child.subtreeOwn);
    addMask(below.acting, child.subtreeAftermath.acting);
  }
  return {
    apply: definition?.apply,
    triggers,
    fillsEmpty,
    own: draft.own,
    children,
    subtreeTriggers,
    subtreeOwn,
    subtreeAftermath: withOwn(below, definition, triggers, fillsEmpty),
    gate: DecodeGate.of(definition, below, subtreeOwn, needsOf),
  };
}

function withOwn(
  below: Aftermath,
  definition: TransformationDefinition | undefined,
  triggers: ByteMask,
  fillsEmpty: boolean,
): Aftermath {
  if (definition?.onlyRemoves === true) return below;
  const own = definition?.swaps ?? [];
  const all = triggers.slice();
  for (const [from] of own) all[from >> 5] = (all[from >> 5] ?? 0) & ~(1 << (from & 31));
  addMask(all, below.acting);
  return { acting: all, swaps: [...own, ...below.swaps], fillsEmpty: fillsEmpty || below.fillsEmpty };
}

function triggersOf(name: string | undefined, pattern: RegExp | undefined): ByteMask {
  if (name === undefined) return newByteMask();
  return pattern === undefined ? FULL_MASK : maskOfClass(pattern);
}
