// XmlNode, XmlElement, XmlDocument and their like as expressions see them: what reads a document, and the
// little that changes one.

import { defineType, type Members, type TypeDefinition } from "../../type/type-definition.ts";
import type { Run } from "../run.ts";
import { DomNode, DomNodeList, domList, domNameOf, domNode, domNodeOrNull } from "./dom-node.ts";
import { domText } from "./dom-text.ts";
import { selectXPath } from "./evaluate-xpath.ts";
import { type KnownPrefixes, NameTable } from "./known-prefixes.ts";
import { loadDocument } from "./load-tree.ts";
import { XAttribute } from "./x-attribute.ts";
import { descendantNodes, neighbour } from "./x-axes.ts";
import { XContainer } from "./x-container.ts";
import { XDocument } from "./x-document.ts";
import { XElement } from "./x-element.ts";
import { XComment, XProcessingInstruction, XText } from "./x-leaf.ts";
import { noNamespace, type XName, XNamespace } from "./x-name.ts";
import { given } from "./x-node-type.ts";
import { XNode, type XObject } from "./x-object.ts";
import { verifyNcName } from "./xml-characters.ts";
import { xpathError } from "./xml-error.ts";
import { localNameOf, qualifiedNameOf } from "./xpath-functions.ts";
import { stringOfNode } from "./xpath-value.ts";

type Text = string | null;
type Manager = KnownPrefixes | null | undefined;

const namedOf = (object: XObject): { readonly name: XName; readonly sourcePrefix: string } | undefined =>
  object instanceof XElement || object instanceof XAttribute ? object : undefined;

function elementOf(node: DomNode): XElement {
  if (node.object instanceof XElement) return node.object;
  throw new TypeError("the type says that this is an element");
}

const childrenOf = ({ object }: DomNode): readonly XNode[] =>
  object instanceof XContainer ? object.children : [];

function besides(run: Run, { object }: DomNode, direction: 1 | -1): DomNode | null {
  return object instanceof XNode ? domNodeOrNull(neighbour(run, object, direction)) : null;
}

function nodeValueOf(run: Run, { object }: DomNode): Text {
  return object instanceof XContainer ? null : stringOfNode(run, object);
}

function setValue(_run: Run, { object }: DomNode, value: Text): void {
  const text = value ?? "";
  if (object instanceof XText || object instanceof XComment || object instanceof XAttribute)
    object.value = text;
  else if (object instanceof XProcessingInstruction) object.data = text;
}

function setInnerText(run: Run, node: DomNode, value: Text): void {
  const { object } = node;
  if (!(object instanceof XElement)) {
    setValue(run, node, value);
    return;
  }
  object.removeNodes(run);
  object.addText(run, 0, value ?? "");
}

/** @throws ClrException XPathException for what selects no nodes */
function select(run: Run, { object }: DomNode, path: Text, manager: Manager): readonly XObject[] {
  const found = selectXPath(run, given(path, "xpath"), object, manager?.prefixes);
  if (found === undefined) throw xpathError("Expression must evaluate to a node-set.");
  return found;
}

const selectOne = (run: Run, node: DomNode, path: Text, manager?: Manager): DomNode | null =>
  domNodeOrNull(select(run, node, path, manager)[0]);

const selectMany = (run: Run, node: DomNode, path: Text, manager?: Manager): DomNodeList =>
  domList(run, select(run, node, path, manager));

const naming: Members = {
  "string Name": (_run: Run, node: DomNode) => domNameOf(node),
  "string LocalName": (_run: Run, node: DomNode) => localNameOf(node.object) || domNameOf(node),
  "string Prefix": (_run: Run, node: DomNode) => namedOf(node.object)?.sourcePrefix ?? "",
  "string NamespaceURI": (_run: Run, node: DomNode) => namedOf(node.object)?.name.namespace.uri ?? "",
  "XmlNodeType NodeType": (_run: Run, node: DomNode) => node.object.nodeType,
};

const content: Members = {
  "string Value": nodeValueOf,
  "set string Value": setValue,
  "string InnerText": (run: Run, node: DomNode) => stringOfNode(run, node.object),
  "set string InnerText": setInnerText,
  "string InnerXml": (run: Run, node: DomNode) => {
    const hasDeclaration = node.object instanceof XDocument && node.object.declaration !== null;
    return domText(run, hasDeclaration ? [node.object] : childrenOf(node));
  },
  "string OuterXml": (run: Run, node: DomNode) => domText(run, [node.object]).trimStart(),
};

const family: Members = {
  "XmlNode ParentNode": (_run: Run, { object }: DomNode) =>
    object instanceof XAttribute ? null : domNodeOrNull(object.parent),
  "XmlDocument OwnerDocument": (_run: Run, { object }: DomNode) =>
    object.root instanceof XDocument && object.root !== object ? domNode(object.root) : null,
  "XmlNodeList ChildNodes": (run: Run, node: DomNode) => domList(run, childrenOf(node)),
  "bool HasChildNodes": (_run: Run, node: DomNode) => childrenOf(node).length > 0,
  "XmlNode FirstChild": (_run: Run, node: DomNode) => domNodeOrNull(childrenOf(node)[0]),
  "XmlNode LastChild": (_run: Run, node: DomNode) => domNodeOrNull(childrenOf(node).at(-1)),
  "XmlNode NextSibling": (run: Run, node: DomNode) => besides(run, node, 1),
  "XmlNode PreviousSibling": (run: Run, node: DomNode) => besides(run, node, -1),
  "XmlElement this[string name]": (run: Run, node: DomNode, name: Text) => {
    run.spend(childrenOf(node).length);
    const found = childrenOf(node).find(
      (child) => child instanceof XElement && qualifiedNameOf(child) === name,
    );
    return domNodeOrNull(found);
  },
  "XmlAttributeCollection Attributes": (run: Run, { object }: DomNode) => {
    if (!(object instanceof XElement)) return null;
    run.spend(object.attributes.length);
    return new DomNodeList(object.attributes.map(domNode), "System.Xml.XmlAttributeCollection");
  },
};

const selecting: Members = {
  "XmlNode SelectSingleNode(string xpath)": selectOne,
  "XmlNode SelectSingleNode(string xpath, XmlNamespaceManager nsmgr)": selectOne,
  "XmlNodeList SelectNodes(string xpath)": selectMany,
  "XmlNodeList SelectNodes(string xpath, XmlNamespaceManager nsmgr)": selectMany,
};

/** A node stands in one place: it leaves the one before. */
function append(run: Run, node: DomNode, child: DomNode | null): DomNode {
  const added = given(child, "newChild");
  if (node.object instanceof XContainer && added.object instanceof XNode) {
    added.object.parent?.remove(run, added.object);
    node.object.insert(run, node.object.children.length, added.object);
  }
  return added;
}

function removeChild(run: Run, node: DomNode, child: DomNode | null): DomNode {
  const removed = given(child, "oldChild");
  const { object } = removed;
  if (node.object instanceof XContainer && object instanceof XNode && object.parent === node.object) {
    node.object.remove(run, object);
    if (node.object.children.length === 0) node.object.hasEmptyText = true;
  }
  return removed;
}

const changing: Members = {
  "XmlNode AppendChild(XmlNode newChild)": append,
  "XmlNode RemoveChild(XmlNode oldChild)": removeChild,
};

const xmlNodeDefinition = defineType({
  name: "System.Xml.XmlNode",
  kind: "class",
  isInstance: (value) => value instanceof DomNode,
  members: { ...naming, ...content, ...family, ...selecting, ...changing },
});

function attributeOf(run: Run, node: DomNode, name: Text): XAttribute | undefined {
  const { attributes } = elementOf(node);
  run.spend(attributes.length);
  return attributes.find((attribute) => qualifiedNameOf(attribute) === name);
}

function withTag(run: Run, { object }: DomNode, name: Text): DomNodeList {
  if (!(object instanceof XContainer)) return domList(run, []);
  const found = [...descendantNodes(run, object)].filter(
    (node) => node instanceof XElement && (name === "*" || qualifiedNameOf(node) === name),
  );
  return domList(run, found);
}

/** `p:name` in a namespace. @throws ClrException XmlException for what is no name */
function splitName(name: Text, uri: Text): { readonly name: XName; readonly prefix: string } {
  const [first = "", second] = given(name, "name").split(":");
  const namespace = uri === null || uri === "" ? noNamespace : new XNamespace(uri);
  const local = verifyNcName(second ?? first);
  return { name: namespace.name(local), prefix: second === undefined ? "" : verifyNcName(first) };
}

const xmlElementDefinition = defineType({
  name: "System.Xml.XmlElement",
  kind: "class",
  bases: ["XmlNode"],
  isInstance: (value) => value instanceof DomNode && value.object instanceof XElement,
  members: {
    "bool IsEmpty": (_run: Run, node: DomNode) => elementOf(node).isEmpty,
    "bool HasAttributes": (_run: Run, node: DomNode) => elementOf(node).attributes.length > 0,
    "bool HasAttribute(string name)": (run: Run, node: DomNode, name: Text) =>
      attributeOf(run, node, name) !== undefined,
    "string GetAttribute(string name)": (run: Run, node: DomNode, name: Text) =>
      attributeOf(run, node, name)?.value ?? "",
    "void SetAttribute(string name, string value)": (
      run: Run,
      ...[node, name, value]: [DomNode, Text, Text]
    ) => {
      const known = attributeOf(run, node, name);
      const split = splitName(name, null);
      if (known !== undefined) known.value = value ?? "";
      else elementOf(node).addAttribute(run, new XAttribute(split.name, value ?? "", split.prefix));
    },
    "void RemoveAttribute(string name)": (run: Run, node: DomNode, name: Text) => {
      const known = attributeOf(run, node, name);
      if (known !== undefined) elementOf(node).removeAttribute(run, known);
    },
    "XmlNodeList GetElementsByTagName(string name)": withTag,
  },
});

const xmlAttributeDefinition = defineType({
  name: "System.Xml.XmlAttribute",
  kind: "class",
  bases: ["XmlNode"],
  isInstance: (value) => value instanceof DomNode && value.object instanceof XAttribute,
  members: {
    "XmlElement OwnerElement": (_run: Run, node: DomNode) => domNodeOrNull(node.object.parent),
  },
});

/** What was read takes the place of what was there. */
function load(run: Run, node: DomNode, text: Text): void {
  const read = loadDocument(run, given(text, "xml"));
  const document = node.object;
  if (!(document instanceof XDocument)) return;
  document.removeNodes(run);
  document.declaration = read.declaration;
  for (const child of read.children.splice(0)) {
    child.parent = document;
    document.children.push(child);
  }
}

function createElement(run: Run, _node: DomNode, name: Text, uri?: Text): DomNode {
  run.allocate(96);
  const split = splitName(name, uri ?? null);
  return domNode(new XElement(split.name, split.prefix));
}

const xmlDocumentDefinition = defineType({
  name: "System.Xml.XmlDocument",
  kind: "class",
  bases: ["XmlNode"],
  isInstance: (value) => value instanceof DomNode && value.object instanceof XDocument,
  members: {
    "new()": () => domNode(new XDocument()),
    "void LoadXml(string xml)": load,
    "XmlElement DocumentElement": (_run: Run, { object }: DomNode) =>
      object instanceof XDocument ? domNodeOrNull(object.rootElement) : null,
    "XmlNameTable NameTable": () => new NameTable(),
    "XmlElement CreateElement(string name)": createElement,
    "XmlElement CreateElement(string qualifiedName, string namespaceURI)": createElement,
    "XmlNode CreateTextNode(string text)": (_run: Run, _node: DomNode, text: Text) =>
      domNode(new XText(text ?? "")),
    "XmlNodeList GetElementsByTagName(string name)": withTag,
  },
});

const listMembers: Members = {
  "int Count": (_run: Run, list: DomNodeList) => list.nodes.length,
  "XmlNode Item(int index)": (_run: Run, list: DomNodeList, index: number) => list.nodes[index] ?? null,
};

const xmlNodeListDefinition = defineType({
  name: "System.Xml.XmlNodeList",
  kind: "class",
  bases: ["System.Collections.IEnumerable"],
  isInstance: (value) => value instanceof DomNodeList,
  members: {
    ...listMembers,
    "XmlNode this[int i]": (_run: Run, list: DomNodeList, index: number) => list.nodes[index] ?? null,
  },
});

const xmlAttributeCollectionDefinition = defineType({
  name: "System.Xml.XmlAttributeCollection",
  kind: "class",
  bases: ["System.Collections.IEnumerable"],
  isInstance: (value) => value instanceof DomNodeList && value.clrName.endsWith("XmlAttributeCollection"),
  members: {
    ...listMembers,
    "XmlAttribute this[int i]": (_run: Run, list: DomNodeList, index: number) => list.nodes[index] ?? null,
    "XmlAttribute this[string name]": (run: Run, list: DomNodeList, name: Text) => {
      run.spend(list.nodes.length);
      return list.nodes.find((node) => qualifiedNameOf(node.object) === name) ?? null;
    },
  },
});

export const domTypes: readonly TypeDefinition[] = [
  xmlNodeDefinition,
  xmlElementDefinition,
  xmlAttributeDefinition,
  xmlDocumentDefinition,
  xmlNodeListDefinition,
  xmlAttributeCollectionDefinition,
];
