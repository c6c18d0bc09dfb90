// How deep an expression's tree may be: everything behind the parser walks it by recursion.

/** Levels of a tree. Chains count too: `a + b + c` and `a.b().c()` have a level for each link. */
export const TREE_DEPTH_LIMIT = 400;

/** Where `tree` becomes deeper than the limit, as an offset; undefined where it does not. */
export function tooDeepAt(tree: unknown): number | undefined {
  return measure(tree, 0);
}

function measure(value: unknown, depth: number): number | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const isList = Array.isArray(value);
  if (!isList && depth >= TREE_DEPTH_LIMIT)
    return "at" in value && typeof value.at === "number" ? value.at : 0;
  for (const child of Object.values(value)) {
    const found = measure(child, isList ? depth : depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
