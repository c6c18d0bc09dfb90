// JToken.Path and the relations between neighbours.

import type { Run } from "../run.ts";
import { JProperty } from "./j-property.ts";
import type { JToken } from "./j-token.ts";
import { namePath } from "./json-string.ts";

/** `a[0]['b c']`; empty at the root. */
export function pathOf(run: Run, token: JToken): string {
  const parts: string[] = [];
  let below: JToken | null = null;
  for (let at: JToken | null = token; at !== null; at = at.parent) {
    run.spend(1);
    if (at instanceof JProperty) parts.push(namePath(at.name));
    else if (below !== null && (at.typeName === "Array" || at.typeName === "Constructor")) {
      parts.push(`[${placeOf(run, at, below)}]`);
    }
    below = at;
  }
  return parts.reverse().join("").replace(/^\./, "");
}

/** The token `distance` places after this one in its container. */
export function neighbour(run: Run, token: JToken, distance: 1 | -1): JToken | null {
  if (token.parent === null) return null;
  return token.parent.children[placeOf(run, token.parent, token) + distance] ?? null;
}

/** Index among the children, found by looking at each. */
export function placeOf(run: Run, container: JToken, child: JToken): number {
  run.spend(container.children.length);
  return container.children.indexOf(child);
}
