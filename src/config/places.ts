// Where each value of a configuration was written. The values themselves are plain data; this index leads
// from an object, list or map of the configuration to the tree node that it was made of.

import type { Spot } from "./source.ts";
import { shown, type TreeNode } from "./tree.ts";

type Made = { readonly node: TreeNode; readonly items: readonly TreeNode[] };

export class Places {
  readonly #made = new WeakMap<object, Made>();

  /** `items` are the nodes of a list's values, in the order of the values. */
  record(owner: object, node: TreeNode, items: readonly TreeNode[] = []): void {
    this.#made.set(owner, { node, items });
  }

  /** A copy stands where its original does. */
  recordCopy(copy: object, original: object): void {
    this.#made.set(copy, this.#known(original));
  }

  /** Where the owner starts. */
  self(owner: object): Spot {
    return this.#known(owner).node;
  }

  /** The spot of a key; of the owner where the key was left out. */
  key(owner: object, key: string): Spot {
    const { node } = this.#known(owner);
    const entry = node.kind === "map" ? node.entries.get(key) : undefined;
    return entry?.key ?? node;
  }

  /** The spot of a value, by key or by index; of the owner where it was left out. */
  value(owner: object, key: string | number): Spot {
    return this.#valueNode(owner, key) ?? this.#known(owner).node;
  }

  /** False where the value is a default. */
  isWritten(owner: object, key: string | number): boolean {
    return this.#valueNode(owner, key) !== undefined;
  }

  /** The value as a message may show it: a value that came from a reference is named, not shown. */
  shown(owner: object, key: string | number): string {
    const node = this.#valueNode(owner, key);
    return node?.kind === "scalar" ? shown(node) : "the value";
  }

  /** True where a reference made the value: it may be a secret, and no hint may be built from it. */
  isHidden(owner: object, key: string | number): boolean {
    const node = this.#valueNode(owner, key);
    return node?.kind === "scalar" && node.written !== undefined;
  }

  #valueNode(owner: object, key: string | number): TreeNode | undefined {
    const { node, items } = this.#known(owner);
    if (typeof key === "number") return items[key];
    return node.kind === "map" ? node.entries.get(key)?.value : undefined;
  }

  #known(owner: object): Made {
    const made = this.#made.get(owner);
    if (made === undefined) throw new TypeError("places: not a part of this configuration");
    return made;
  }
}
