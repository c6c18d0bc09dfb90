// The axes of XPath over trees of LINQ to XML, nearest first.

import type { Run } from "../run.ts";
import { XAttribute } from "./x-attribute.ts";
import { descendantNodes } from "./x-axes.ts";
import { XContainer } from "./x-container.ts";
import { XElement } from "./x-element.ts";
import { XNode, type XObject } from "./x-object.ts";
import type { XPathAxis } from "./xpath-syntax.ts";

export const reverseAxes: ReadonlySet<XPathAxis> = new Set([
  "ancestor",
  "ancestor-or-self",
  "preceding",
  "preceding-sibling",
]);

export function axisNodes(run: Run, axis: XPathAxis, node: XObject): Iterable<XObject> {
  switch (axis) {
    case "child":
      return node instanceof XContainer ? node.children : [];
    case "descendant":
      return node instanceof XContainer ? descendantNodes(run, node) : [];
    case "descendant-or-self":
      return withSelf(run, node);
    case "parent":
      return node.parent === null ? [] : [node.parent];
    case "ancestor":
      return ancestors(node.parent);
    case "ancestor-or-self":
      return ancestors(node);
    case "attribute":
      return node instanceof XElement ? node.attributes.filter((each) => !each.isNamespaceDeclaration) : [];
    case "self":
      return [node];
    case "namespace":
      return [];
    default:
      return besides(run, axis, node);
  }
}

function* withSelf(run: Run, node: XObject): Generator<XObject, void> {
  yield node;
  if (node instanceof XContainer) yield* descendantNodes(run, node);
}

function* ancestors(from: XObject | null): Generator<XObject, void> {
  for (let at = from; at !== null; at = at.parent) yield at;
}

function besides(run: Run, axis: XPathAxis, node: XObject): Iterable<XObject> {
  if (axis === "following-sibling") return siblings(run, node, 1);
  if (axis === "preceding-sibling") return siblings(run, node, -1);
  return axis === "following" ? following(run, node) : preceding(run, node);
}

function siblings(run: Run, node: XObject, direction: 1 | -1): XNode[] {
  if (!(node instanceof XNode) || node.parent === null) return [];
  const place = node.parent.placeOf(run, node);
  const { children } = node.parent;
  return direction > 0 ? children.slice(place + 1) : children.slice(0, place).reverse();
}

function* following(run: Run, node: XObject): Generator<XObject, void> {
  const start = node instanceof XAttribute && node.parent !== null ? node.parent : node;
  if (start !== node && start instanceof XContainer) yield* descendantNodes(run, start);
  for (let at: XObject | null = start; at !== null; at = at.parent) {
    for (const sibling of siblings(run, at, 1)) yield* withSelf(run, sibling);
  }
}

function* preceding(run: Run, node: XObject): Generator<XObject, void> {
  const start = node instanceof XAttribute && node.parent !== null ? node.parent : node;
  for (let at: XObject | null = start; at !== null; at = at.parent) {
    for (const sibling of siblings(run, at, -1)) yield* [...withSelf(run, sibling)].reverse();
  }
}
