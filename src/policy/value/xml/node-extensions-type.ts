// System.Xml.Linq.Extensions: the axes of sequences. Its parameters are sequences of the base class where
// .NET has a constrained type parameter; its name is not .NET's, since Newtonsoft's class of extensions
// has that too, and nobody names either.

import { defineType, type Members } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import { iterate, Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";
import { XAttribute } from "./x-attribute.ts";
import {
  ancestorElements,
  childNodes,
  descendantNodes,
  elementSequence,
  elementsIn,
  nodeSequence,
} from "./x-axes.ts";
import { XContainer } from "./x-container.ts";
import { XElement } from "./x-element.ts";
import type { XName } from "./x-name.ts";
import { compareOrder, parentOf } from "./x-node-type.ts";
import { XNode } from "./x-object.ts";
import { attributeType } from "./xml-class-types.ts";

type Axis = (run: Run, node: XNode) => Iterable<XNode>;

function* flattened(run: Run, source: unknown, axis: Axis): Generator<XNode, void> {
  for (const node of iterate(run, source)) if (node instanceof XNode) yield* axis(run, node);
}

function checked(source: unknown): unknown {
  if (source === null) throw argumentNull("source");
  return source;
}

/** With and without a name. */
function elementAxis(name: string, of: string, axis: Axis): Members {
  return {
    [`static IEnumerable<XElement> ${name}(this IEnumerable<${of}> source)`]: (run: Run, source: unknown) =>
      elementSequence(() => elementsIn(flattened(run, checked(source), axis), undefined)),
    [`static IEnumerable<XElement> ${name}(this IEnumerable<${of}> source, XName name)`]: (
      run: Run,
      source: unknown,
      wanted: XName | null,
    ) => elementSequence(() => elementsIn(flattened(run, checked(source), axis), wanted)),
  };
}

const children: Axis = (run, node) => (node instanceof XContainer ? childNodes(run, node) : []);
const below: Axis = (run, node) => (node instanceof XContainer ? descendantNodes(run, node) : []);
const withBelow: Axis = (run, node) => [node, ...below(run, node)];
const above: Axis = (run, node) => ancestorElements(run, node.parent);
const withAbove: Axis = (run, node) => (node instanceof XElement ? ancestorElements(run, node) : []);

function* attributesOf(
  run: Run,
  source: unknown,
  name: XName | null | undefined,
): Generator<XAttribute, void> {
  for (const element of iterate(run, source)) {
    if (!(element instanceof XElement)) continue;
    for (const attribute of element.attributes) {
      run.spend(1);
      if (name === undefined || (name !== null && attribute.name.equals(name))) yield attribute;
    }
  }
}

const attributeSequence = (run: Run, source: unknown, name?: XName | null): Sequence =>
  new Sequence(attributeType, () => attributesOf(run, checked(source), name));

/** The sequence is read to its end first: removing would break it off. */
function removeAll(run: Run, source: unknown): void {
  for (const object of [...iterate(run, checked(source))]) {
    if (object instanceof XNode) parentOf(object).remove(run, object);
    else if (object instanceof XAttribute && object.parent instanceof XElement) {
      object.parent.removeAttribute(run, object);
    }
  }
}

function inOrder(run: Run, source: unknown): XNode[] {
  const nodes = [...iterate(run, checked(source))].filter((node) => node instanceof XNode);
  return nodes.sort((a, b) => compareOrder(run, a, b));
}

export const nodeExtensionsType = defineType({
  name: "System.Xml.Linq.NodeExtensions",
  kind: "static",
  members: {
    ...elementAxis("Elements", "XContainer", children),
    ...elementAxis("Descendants", "XContainer", below),
    ...elementAxis("DescendantsAndSelf", "XElement", withBelow),
    ...elementAxis("Ancestors", "XNode", above),
    ...elementAxis("AncestorsAndSelf", "XElement", withAbove),
    "static IEnumerable<XNode> Nodes(this IEnumerable<XContainer> source)": (run: Run, source: unknown) =>
      nodeSequence(() => flattened(run, checked(source), children)),
    "static IEnumerable<XNode> DescendantNodes(this IEnumerable<XContainer> source)": (
      run: Run,
      source: unknown,
    ) => nodeSequence(() => flattened(run, checked(source), below)),
    "static IEnumerable<XNode> DescendantNodesAndSelf(this IEnumerable<XElement> source)": (
      run: Run,
      source: unknown,
    ) => nodeSequence(() => flattened(run, checked(source), withBelow)),
    "static IEnumerable<XAttribute> Attributes(this IEnumerable<XElement> source)": (
      run: Run,
      source: unknown,
    ) => attributeSequence(run, source),
    "static IEnumerable<XAttribute> Attributes(this IEnumerable<XElement> source, XName name)":
      attributeSequence,
    "static void Remove(this IEnumerable<XNode> source)": removeAll,
    "static void Remove(this IEnumerable<XAttribute> source)": removeAll,
    "static IEnumerable<T> InDocumentOrder<T>(this IEnumerable<T> source)": (run: Run, source: unknown) =>
      nodeSequence(() => inOrder(run, source)),
  },
});
