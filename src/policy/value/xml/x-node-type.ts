// XObject, XNode and the nodes that hold no others, as expressions see them.

import { defineType, type Members, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { savedText } from "./saved-text.ts";
import {
  ancestorElements,
  elementSequence,
  elementsIn,
  neighbour,
  nodeSequence,
  siblings,
} from "./x-axes.ts";
import type { XContainer } from "./x-container.ts";
import { XDocument } from "./x-document.ts";
import { XElement } from "./x-element.ts";
import { XCData, XComment, XProcessingInstruction, XText } from "./x-leaf.ts";
import type { XName } from "./x-name.ts";
import { saveOptions, XNode, XObject } from "./x-object.ts";
import { verifyNcName } from "./xml-characters.ts";
import { invalidOperation } from "./xml-error.ts";
import { readNode, type XmlReader } from "./xml-reader.ts";

type Text = string | null;
type Name = XName | null;
type Writer = { write(run: Run, text: string): void } | null;

/** @throws ClrException InvalidOperationException */
export function parentOf(object: XObject): XContainer {
  if (object.parent === null) throw invalidOperation("The parent is missing.");
  return object.parent;
}

export function given<T>(value: T | null, parameter: string): T {
  if (value === null) throw argumentNull(parameter);
  return value;
}

const documentOf = (_run: Run, object: XObject): XObject | null => {
  const { root } = object;
  return root instanceof XDocument ? root : null;
};

const xObjectType = defineType({
  name: "System.Xml.Linq.XObject",
  kind: "class",
  isInstance: (value) => value instanceof XObject,
  members: {
    "XElement Parent": (_run: Run, object: XObject) =>
      object.parent instanceof XElement ? object.parent : null,
    "XDocument Document": documentOf,
    "XmlNodeType NodeType": (_run: Run, object: XObject) => object.nodeType,
  },
});

const family: Members = {
  "XNode NextNode": (run: Run, node: XNode) => neighbour(run, node, 1),
  "XNode PreviousNode": (run: Run, node: XNode) => neighbour(run, node, -1),
  "IEnumerable<XElement> Ancestors()": (run: Run, node: XNode) =>
    elementSequence(() => ancestorElements(run, node.parent)),
  "IEnumerable<XElement> Ancestors(XName name)": (run: Run, node: XNode, name: Name) =>
    elementSequence(() => elementsIn(ancestorElements(run, node.parent), name)),
  "IEnumerable<XNode> NodesAfterSelf()": (run: Run, node: XNode) =>
    nodeSequence(() => siblings(run, node, "after")),
  "IEnumerable<XNode> NodesBeforeSelf()": (run: Run, node: XNode) =>
    nodeSequence(() => siblings(run, node, "before")),
  "IEnumerable<XElement> ElementsAfterSelf()": (run: Run, node: XNode) =>
    elementSequence(() => elementsIn(siblings(run, node, "after"), undefined)),
  "IEnumerable<XElement> ElementsAfterSelf(XName name)": (run: Run, node: XNode, name: Name) =>
    elementSequence(() => elementsIn(siblings(run, node, "after"), name)),
  "IEnumerable<XElement> ElementsBeforeSelf()": (run: Run, node: XNode) =>
    elementSequence(() => elementsIn(siblings(run, node, "before"), undefined)),
  "IEnumerable<XElement> ElementsBeforeSelf(XName name)": (run: Run, node: XNode, name: Name) =>
    elementSequence(() => elementsIn(siblings(run, node, "before"), name)),
  "bool IsBefore(XNode node)": (run: Run, a: XNode, b: XNode | null) => compareOrder(run, a, b) < 0,
  "bool IsAfter(XNode node)": (run: Run, a: XNode, b: XNode | null) => compareOrder(run, a, b) > 0,
  "static int CompareDocumentOrder(XNode n1, XNode n2)": compareOrder,
};

/** The places on the way from the root, which is the same for both.
 * @throws ClrException InvalidOperationException */
export function compareOrder(run: Run, a: XNode | null, b: XNode | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (a.root !== b.root) throw invalidOperation("A common ancestor is missing.");
  const [left, right] = [pathOf(run, a), pathOf(run, b)];
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(left.length - right.length);
}

function pathOf(run: Run, node: XNode): number[] {
  const path: number[] = [];
  for (let at: XNode = node; at.parent !== null; at = at.parent) path.unshift(at.parent.placeOf(run, at));
  return path;
}

const changing: Members = {
  "void Remove()": (run: Run, node: XNode) => parentOf(node).remove(run, node),
  "void AddAfterSelf(object content)": addAfter,
  "void AddAfterSelf(params object[] content)": addAfter,
  "void AddBeforeSelf(object content)": addBefore,
  "void AddBeforeSelf(params object[] content)": addBefore,
  "void ReplaceWith(object content)": replaceWith,
  "void ReplaceWith(params object[] content)": replaceWith,
};

function addAfter(run: Run, node: XNode, content: unknown): void {
  const parent = parentOf(node);
  parent.addAt(run, parent.placeOf(run, node) + 1, content);
}

function addBefore(run: Run, node: XNode, content: unknown): void {
  const parent = parentOf(node);
  parent.addAt(run, parent.placeOf(run, node), content);
}

function replaceWith(run: Run, node: XNode, content: unknown): void {
  const parent = parentOf(node);
  const place = parent.placeOf(run, node);
  parent.remove(run, node);
  parent.addAt(run, place, content);
}

const xNodeType = defineType({
  name: "System.Xml.Linq.XNode",
  kind: "class",
  bases: ["XObject"],
  isInstance: (value) => value instanceof XNode,
  members: {
    ...family,
    ...changing,
    "string ToString()": (run: Run, node: XNode) => node.print(run, saveOptions.None),
    "string ToString(SaveOptions options)": (run: Run, node: XNode, options: number) =>
      node.print(run, options),
    "static bool DeepEquals(XNode n1, XNode n2)": (run: Run, a: XNode | null, b: XNode | null) =>
      a === b || (a !== null && b !== null && a.deepEquals(run, b, 0)),
    "static XNode ReadFrom(XmlReader reader)": (run: Run, reader: XmlReader | null) =>
      readNode(run, given(reader, "reader")),
  },
});

/** Save of XElement and XDocument. */
export const saving: Members = {
  "void Save(TextWriter textWriter)": (run: Run, node: XNode, writer: Writer) =>
    given(writer, "textWriter").write(run, savedText(run, node, saveOptions.None)),
  "void Save(TextWriter textWriter, SaveOptions options)": (
    run: Run,
    ...[node, writer, options]: [XNode, Writer, number]
  ) => given(writer, "textWriter").write(run, savedText(run, node, options)),
};

const valueMembers: Members = {
  "string Value": (_run: Run, node: XText | XComment) => node.value,
  "set string Value": (_run: Run, node: XText | XComment, value: Text) => {
    node.value = given(value, "value");
  },
};

const xTextType = defineType({
  name: "System.Xml.Linq.XText",
  kind: "class",
  bases: ["XNode"],
  isInstance: (value) => value instanceof XText,
  members: {
    "new(string value)": (_run: Run, value: Text) => new XText(given(value, "value")),
    ...valueMembers,
  },
});

const xCDataType = defineType({
  name: "System.Xml.Linq.XCData",
  kind: "class",
  bases: ["XText"],
  isInstance: (value) => value instanceof XCData,
  members: { "new(string value)": (_run: Run, value: Text) => new XCData(given(value, "value")) },
});

const xCommentType = defineType({
  name: "System.Xml.Linq.XComment",
  kind: "class",
  bases: ["XNode"],
  isInstance: (value) => value instanceof XComment,
  members: {
    "new(string value)": (_run: Run, value: Text) => new XComment(given(value, "value")),
    ...valueMembers,
  },
});

const xInstructionType = defineType({
  name: "System.Xml.Linq.XProcessingInstruction",
  kind: "class",
  bases: ["XNode"],
  isInstance: (value) => value instanceof XProcessingInstruction,
  members: {
    "new(string target, string data)": (_run: Run, target: Text, data: Text) =>
      new XProcessingInstruction(verifyNcName(given(target, "target")), given(data, "data")),
    "string Target": (_run: Run, node: XProcessingInstruction) => node.target,
    "string Data": (_run: Run, node: XProcessingInstruction) => node.data,
    "set string Data": (_run: Run, node: XProcessingInstruction, data: Text) => {
      node.data = given(data, "value");
    },
  },
});

export const nodeTypes: readonly TypeDefinition[] = [
  xObjectType,
  xNodeType,
  xTextType,
  xCDataType,
  xCommentType,
  xInstructionType,
];
