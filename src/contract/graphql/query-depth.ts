// How deep a query goes, through its fragments; each fragment is measured once.

import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

/** Levels of fields; undefined where a fragment holds itself. */
export function depthOf(document: DocumentNode): number | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, number>();
  const measure = (set: SelectionSetNode | undefined, open: readonly string[]): number => {
    let depth = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) depth = Math.max(depth, 1 + measure(selection.selectionSet, open));
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        depth = Math.max(depth, measure(selection.selectionSet, open));
      } else depth = Math.max(depth, ofFragment(selection.name.value, open));
    }
    return depth;
  };
  const ofFragment = (name: string, open: readonly string[]): number => {
    if (open.includes(name)) return Number.POSITIVE_INFINITY;
    const depth = known.get(name) ?? measure(fragments.get(name)?.selectionSet, [...open, name]);
    known.set(name, depth);
    return depth;
  };
  let depth = 0;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION)
      depth = Math.max(depth, measure(definition.selectionSet, []));
  }
  for (const name of fragments.keys()) depth = Math.max(depth, ofFragment(name, []));
  return Number.isFinite(depth) ? depth : undefined;
}
