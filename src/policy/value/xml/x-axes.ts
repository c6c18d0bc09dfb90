// The axes of LINQ to XML. Sequences are live, as .NET's are: they end when the node at hand left its parent.

import { Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";
import type { XAttribute } from "./x-attribute.ts";
import { XContainer } from "./x-container.ts";
import { XElement } from "./x-element.ts";
import type { XName } from "./x-name.ts";
import type { XNode } from "./x-object.ts";
import { elementType, nodeType } from "./xml-class-types.ts";

export function* childNodes(run: Run, container: XContainer): Generator<XNode, void> {
  for (let place = 0; ; place++) {
    const node = container.children[place];
    if (node === undefined) return;
    run.spend(1);
    yield node;
    if (node.parent !== container) return;
    if (container.children[place] !== node) place = container.placeOf(run, node);
  }
}

type Frame = { readonly container: XContainer; place: number };

/** All nodes below, in the order of the document. */
export function* descendantNodes(run: Run, top: XContainer): Generator<XNode, void> {
  const frames: Frame[] = [{ container: top, place: 0 }];
  for (;;) {
    const frame = frames.at(-1);
    if (frame === undefined) return;
    const node = frame.container.children[frame.place];
    if (node === undefined) {
      frames.pop();
      const outer = frames.at(-1);
      if (outer !== undefined) outer.place++;
      continue;
    }
    run.spend(1);
    yield node;
    if (node.parent !== frame.container) return;
    if (frame.container.children[frame.place] !== node) frame.place = frame.container.placeOf(run, node);
    if (node instanceof XContainer) frames.push({ container: node, place: 0 });
    else frame.place++;
  }
}

export function* ancestorElements(run: Run, from: XContainer | null): Generator<XElement, void> {
  for (let at = from; at instanceof XElement; at = at.parent) {
    run.spend(1);
    yield at;
  }
}

/** Names are compared where one is given; a null name finds nothing. */
export function* elementsIn(
  nodes: Iterable<XNode>,
  name: XName | null | undefined,
): Generator<XElement, void> {
  if (name === null) return;
  for (const node of nodes) {
    if (node instanceof XElement && (name === undefined || node.name.equals(name))) yield node;
  }
}

export const elementSequence = (start: () => Iterable<XElement>): Sequence =>
  new Sequence(elementType, () => start()[Symbol.iterator]());

export const nodeSequence = (start: () => Iterable<XNode>): Sequence =>
  new Sequence(nodeType, () => start()[Symbol.iterator]());

export function firstElement(run: Run, container: XContainer, name: XName | null): XElement | null {
  if (name === null) return null;
  for (const node of container.children) {
    run.spend(1);
    if (node instanceof XElement && node.name.equals(name)) return node;
  }
  return null;
}

/** The text in it, at every depth. */
export function textValueOf(run: Run, container: XContainer): string {
  let value = "";
  for (const node of descendantNodes(run, container)) {
    const text = node.ownText;
    run.spend(text.length);
    run.allocate(text.length * 2);
    value += text;
  }
  return value;
}

/** The siblings behind or before a node, in the order of the document. */
export function* siblings(run: Run, node: XNode, side: "after" | "before"): Generator<XNode, void> {
  const { parent } = node;
  if (parent === null) return;
  const place = parent.placeOf(run, node);
  const found = side === "after" ? parent.children.slice(place + 1) : parent.children.slice(0, place);
  for (const sibling of found) {
    run.spend(1);
    yield sibling;
  }
}

export function neighbour(run: Run, node: XNode, direction: 1 | -1): XNode | null {
  const { parent } = node;
  return parent?.children[parent.placeOf(run, node) + direction] ?? null;
}

export function neighbourAttribute(run: Run, attribute: XAttribute, direction: 1 | -1): XAttribute | null {
  if (!(attribute.parent instanceof XElement)) return null;
  const { attributes } = attribute.parent;
  run.spend(attributes.length);
  return attributes[attributes.indexOf(attribute) + direction] ?? null;
}
