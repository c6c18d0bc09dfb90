// Names of JSON values (`json.user.roles`), kept in a tree between requests: bodies of one API repeat their
// keys, and a name that is found is neither joined nor allocated again. Bounded in entries and in the length
// of what is kept; what does not fit is made anew. Keys only: values are never kept.

import { ownCopy } from "#kernel/own-copy.ts";

export type JsonName = {
  readonly text: string;
  /** Made with the first child: most names have none. */
  children: Map<string, JsonName> | undefined;
};

const MAX_KEPT = 8192;
const MAX_KEPT_LENGTH = 128;

const newName = (text: string): JsonName => ({ text, children: undefined });

let root = newName("json");
let keptCount = 0;

export function rootName(): JsonName {
  return root;
}

/** The name of the member `key` of the container called `parent`. */
export function childName(parent: JsonName, key: string): JsonName {
  return parent.children?.get(key) ?? addChild(parent, key);
}

function addChild(parent: JsonName, key: string): JsonName {
  const text = `${parent.text}.${key}`;
  if (text.length > MAX_KEPT_LENGTH) return newName(text);
  if (keptCount >= MAX_KEPT) {
    // Readers under way go on with the old tree, which goes when they are done.
    root = newName("json");
    keptCount = 0;
  }
  // A copy: a slice would keep the whole body that it was cut from.
  const kept = newName(ownCopy(text));
  parent.children ??= new Map();
  parent.children.set(kept.text.slice(parent.text.length + 1), kept);
  keptCount++;
  return kept;
}

export function keptNameCount(): number {
  return keptCount;
}
