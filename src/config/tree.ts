// A configuration between YAML and types: maps, lists and scalars, each with its spot. References are
// resolved and aliases expanded; nothing is yet known of what the keys mean.

import type { Spot } from "./source.ts";

export type Scalar = string | number | boolean | null;

export type ScalarNode = Spot & {
  readonly kind: "scalar";
  /** As YAML types it; always text where a reference made it. */
  readonly value: Scalar;
  /** The value as text, in the author's spelling (`1.10`, not `1.1`). */
  readonly text: string;
  /** The scalar with its references, where it has any: then the value may be a secret and is never shown. */
  readonly written: string | undefined;
  /** The whole scalar is one reference: its text takes whatever type is asked for. */
  readonly isUntyped: boolean;
};

export type ListNode = Spot & { readonly kind: "list"; readonly items: readonly TreeNode[] };

export type MapEntry = { readonly key: Spot; readonly value: TreeNode };

export type MapNode = Spot & { readonly kind: "map"; readonly entries: ReadonlyMap<string, MapEntry> };

/** What was reported already: whoever meets it stays silent. */
export type BrokenNode = Spot & {
  readonly kind: "broken";
  /** A scalar with references that have no value, or none yet. */
  readonly written?: string;
};

export type TreeNode = ScalarNode | ListNode | MapNode | BrokenNode;

/** A tree of plain values, all of them at one spot: how defaults take the way of written values. */
export function treeOf(value: unknown, spot: Spot): TreeNode {
  const { source, offset } = spot;
  if (Array.isArray(value)) {
    return { kind: "list", source, offset, items: value.map((item) => treeOf(item, spot)) };
  }
  if (typeof value === "object" && value !== null) {
    const entries = new Map<string, MapEntry>();
    for (const [key, item] of Object.entries(value))
      entries.set(key, { key: spot, value: treeOf(item, spot) });
    return { kind: "map", source, offset, entries };
  }
  const scalar = isScalar(value) ? value : null;
  return {
    kind: "scalar",
    source,
    offset,
    value: scalar,
    text: String(scalar),
    written: undefined,
    isUntyped: false,
  };
}

/** YAML's core schema makes these kinds of scalars only. */
export function isScalar(value: unknown): value is Scalar {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

const SHOWN_CHARS = 60;

/** How a message names a scalar: its text in quotes, or the reference that it came from. */
export function shown(node: ScalarNode): string {
  if (node.written !== undefined) return `the value of ${quoted(node.written)}`;
  return typeof node.value === "string" ? quoted(node.text) : node.text;
}

/** A text in quotes, cut where it is long, control characters escaped: none may reach a terminal. */
export function quoted(text: string): string {
  const cut = text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
  return JSON.stringify(cut).replace(/[\x7f-\x9f\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
