// XContainer, XElement, XDocument and XDeclaration as expressions see them.

import { defineType, type Members, type TypeDefinition } from "../../type/type-definition.ts";
import { Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";
import type { StringReader } from "../text/string-io.ts";
import { castOperators } from "./cast-operators.ts";
import { contentText } from "./content-text.ts";
import { prefixFor } from "./declared-prefixes.ts";
import { loadDocument, loadElement } from "./load-tree.ts";
import { XAttribute } from "./x-attribute.ts";
import {
  ancestorElements,
  childNodes,
  descendantNodes,
  elementSequence,
  elementsIn,
  firstElement,
  nodeSequence,
  textValueOf,
} from "./x-axes.ts";
import { XContainer } from "./x-container.ts";
import { XDeclaration, XDocument } from "./x-document.ts";
import { XElement } from "./x-element.ts";
import { type XName, XNamespace, xmlNamespace, xmlnsNamespace } from "./x-name.ts";
import { given, saving } from "./x-node-type.ts";
import type { XNode } from "./x-object.ts";
import { attributeType } from "./xml-class-types.ts";
import type { XmlReader } from "./xml-reader.ts";

type Text = string | null;
type Name = XName | null;

const add = (run: Run, container: XContainer, content: unknown): void => container.add(run, content);

function addFirst(run: Run, container: XContainer, content: unknown): void {
  container.addAt(run, 0, content);
}

function replaceNodes(run: Run, container: XContainer, content: unknown): void {
  container.removeNodes(run);
  container.add(run, content);
}

const xContainerType = defineType({
  name: "System.Xml.Linq.XContainer",
  kind: "class",
  bases: ["XNode"],
  isInstance: (value) => value instanceof XContainer,
  members: {
    "XNode FirstNode": (_run: Run, container: XContainer) => container.children[0] ?? null,
    "XNode LastNode": (_run: Run, container: XContainer) => container.children.at(-1) ?? null,
    "IEnumerable<XNode> Nodes()": (run: Run, container: XContainer) =>
      nodeSequence(() => childNodes(run, container)),
    "IEnumerable<XNode> DescendantNodes()": (run: Run, container: XContainer) =>
      nodeSequence(() => descendantNodes(run, container)),
    "XElement Element(XName name)": firstElement,
    "IEnumerable<XElement> Elements()": (run: Run, container: XContainer) =>
      elementSequence(() => elementsIn(childNodes(run, container), undefined)),
    "IEnumerable<XElement> Elements(XName name)": (run: Run, container: XContainer, name: Name) =>
      elementSequence(() => elementsIn(childNodes(run, container), name)),
    "IEnumerable<XElement> Descendants()": (run: Run, container: XContainer) =>
      elementSequence(() => elementsIn(descendantNodes(run, container), undefined)),
    "IEnumerable<XElement> Descendants(XName name)": (run: Run, container: XContainer, name: Name) =>
      elementSequence(() => elementsIn(descendantNodes(run, container), name)),
    "void Add(object content)": add,
    "void Add(params object[] content)": add,
    "void AddFirst(object content)": addFirst,
    "void AddFirst(params object[] content)": addFirst,
    "void ReplaceNodes(object content)": replaceNodes,
    "void ReplaceNodes(params object[] content)": replaceNodes,
    "void RemoveNodes()": (run: Run, container: XContainer) => container.removeNodes(run),
  },
});

function make(run: Run, name: Name, content: unknown): XElement {
  const element = new XElement(given(name, "name"));
  element.add(run, content);
  return element;
}

function* withSelf<T>(self: T, others: Iterable<T>): Generator<T, void> {
  yield self;
  yield* others;
}

function replaceAll(run: Run, element: XElement, content: unknown): void {
  element.removeAttributes();
  replaceNodes(run, element, content);
}

function replaceAttributes(run: Run, element: XElement, content: unknown): void {
  element.removeAttributes();
  element.add(run, content);
}

function setValue(run: Run, element: XElement, value: unknown): void {
  const text = contentText(given(value, "value"));
  element.removeNodes(run);
  element.addText(run, 0, text);
}

function setAttribute(run: Run, element: XElement, name: Name, value: unknown): void {
  run.spend(element.attributes.length);
  const own = given(name, "name");
  const attribute = element.attribute(own);
  if (value === null) {
    if (attribute !== null) element.removeAttribute(run, attribute);
    return;
  }
  const text = contentText(value);
  if (attribute === null) element.addAttribute(run, new XAttribute(own, text));
  else attribute.value = text;
}

function setElement(run: Run, element: XElement, name: Name, value: unknown): void {
  const own = given(name, "name");
  const child = firstElement(run, element, own);
  if (value === null) {
    if (child !== null) element.remove(run, child);
  } else if (child === null) element.add(run, make(run, own, contentText(value)));
  else setValue(run, child, value);
}

const elementAxes: Members = {
  "XAttribute Attribute(XName name)": (run: Run, element: XElement, name: Name) => {
    run.spend(element.attributes.length);
    return name === null ? null : element.attribute(name);
  },
  "IEnumerable<XAttribute> Attributes()": (_run: Run, element: XElement) =>
    new Sequence(attributeType, () => element.attributes.slice().values()),
  "IEnumerable<XAttribute> Attributes(XName name)": (run: Run, element: XElement, name: Name) =>
    new Sequence(attributeType, () => {
      run.spend(element.attributes.length);
      return element.attributes.filter((attribute) => name !== null && attribute.name.equals(name)).values();
    }),
  "XAttribute FirstAttribute": (_run: Run, element: XElement) => element.attributes[0] ?? null,
  "XAttribute LastAttribute": (_run: Run, element: XElement) => element.attributes.at(-1) ?? null,
  "IEnumerable<XElement> AncestorsAndSelf()": (run: Run, element: XElement) =>
    elementSequence(() => ancestorElements(run, element)),
  "IEnumerable<XElement> AncestorsAndSelf(XName name)": (run: Run, element: XElement, name: Name) =>
    elementSequence(() => elementsIn(ancestorElements(run, element), name)),
  "IEnumerable<XElement> DescendantsAndSelf()": (run: Run, element: XElement) =>
    elementSequence(() => elementsIn(withSelf<XNode>(element, descendantNodes(run, element)), undefined)),
  "IEnumerable<XElement> DescendantsAndSelf(XName name)": (run: Run, element: XElement, name: Name) =>
    elementSequence(() => elementsIn(withSelf<XNode>(element, descendantNodes(run, element)), name)),
  "IEnumerable<XNode> DescendantNodesAndSelf()": (run: Run, element: XElement) =>
    nodeSequence(() => withSelf<XNode>(element, descendantNodes(run, element))),
};

const elementProperties: Members = {
  "XName Name": (_run: Run, element: XElement) => element.name,
  "set XName Name": (_run: Run, element: XElement, name: Name) => {
    element.name = given(name, "value");
  },
  "string Value": textValueOf,
  "set string Value": (run: Run, element: XElement, value: Text) =>
    setValue(run, element, given(value, "value")),
  "bool IsEmpty": (_run: Run, element: XElement) => element.isEmpty,
  "bool HasElements": (run: Run, element: XElement) => {
    run.spend(element.children.length);
    return element.children.some((child) => child instanceof XElement);
  },
  "bool HasAttributes": (_run: Run, element: XElement) => element.attributes.length > 0,
};

const namespaces: Members = {
  "XNamespace GetDefaultNamespace()": (_run: Run, element: XElement) =>
    new XNamespace(uriOf(element, "") ?? ""),
  "XNamespace GetNamespaceOfPrefix(string prefix)": (_run: Run, element: XElement, prefix: Text) => {
    const own = given(prefix, "prefix");
    if (own === "xml") return xmlNamespace;
    if (own === "xmlns") return xmlnsNamespace;
    const uri = uriOf(element, own);
    return uri === undefined ? null : new XNamespace(uri);
  },
  "string GetPrefixOfNamespace(XNamespace ns)": (
    _run: Run,
    element: XElement,
    namespace: XNamespace | null,
  ) => prefixFor(element.declaredWithin(), given(namespace, "ns").uri, false) || null,
};

function uriOf(element: XElement, prefix: string): string | undefined {
  return element.declaredWithin().findLast((declared) => declared.prefix === prefix)?.uri;
}

const elementChanges: Members = {
  "void RemoveAttributes()": (_run: Run, element: XElement) => element.removeAttributes(),
  "void RemoveAll()": (run: Run, element: XElement) => {
    element.removeAttributes();
    element.removeNodes(run);
  },
  "void ReplaceAll(object content)": replaceAll,
  "void ReplaceAll(params object[] content)": replaceAll,
  "void ReplaceAttributes(object content)": replaceAttributes,
  "void ReplaceAttributes(params object[] content)": replaceAttributes,
  "void SetValue(object value)": setValue,
  "void SetAttributeValue(XName name, object value)": setAttribute,
  "void SetElementValue(XName name, object value)": setElement,
};

const xElementType = defineType({
  name: "System.Xml.Linq.XElement",
  kind: "class",
  bases: ["XContainer"],
  isInstance: (value) => value instanceof XElement,
  members: {
    "new(XName name)": (_run: Run, name: Name) => new XElement(given(name, "name")),
    "new(XName name, object content)": make,
    "new(XName name, params object[] content)": make,
    "new(XElement other)": (run: Run, other: XElement | null) => given(other, "other").copy(run, 0),
    "static XElement Parse(string text)": (run: Run, text: Text) => loadElement(run, given(text, "s")),
    "static XElement Parse(string text, LoadOptions options)": (run: Run, text: Text, options: number) =>
      loadElement(run, given(text, "s"), options),
    "static XElement Load(TextReader textReader)": (run: Run, reader: StringReader | null) =>
      loadElement(run, given(reader, "textReader").readToEnd(run)),
    ...elementProperties,
    ...elementAxes,
    ...namespaces,
    ...elementChanges,
    ...saving,
    ...castOperators<XElement>("XElement", "element", textValueOf),
  },
});

function makeDocument(run: Run, content: unknown): XDocument {
  const document = new XDocument();
  document.add(run, content);
  return document;
}

const xDocumentType = defineType({
  name: "System.Xml.Linq.XDocument",
  kind: "class",
  bases: ["XContainer"],
  isInstance: (value) => value instanceof XDocument,
  members: {
    "new()": () => new XDocument(),
    "new(params object[] content)": makeDocument,
    "new(XDeclaration declaration, params object[] content)": (
      run: Run,
      declaration: XDeclaration | null,
      content: unknown,
    ) => {
      const document = makeDocument(run, content);
      document.declaration = declaration;
      return document;
    },
    "new(XDocument other)": (run: Run, other: XDocument | null) => given(other, "other").copy(run, 0),
    "static XDocument Parse(string text)": (run: Run, text: Text) => loadDocument(run, given(text, "s")),
    "static XDocument Parse(string text, LoadOptions options)": (run: Run, text: Text, options: number) =>
      loadDocument(run, given(text, "s"), options),
    "static XDocument Load(TextReader textReader)": (run: Run, reader: StringReader | null) =>
      loadDocument(run, given(reader, "textReader").readToEnd(run)),
    "static XDocument Load(XmlReader reader)": (run: Run, reader: XmlReader | null) =>
      given(reader, "reader").readDocument(run),
    "XElement Root": (_run: Run, document: XDocument) => document.rootElement,
    "XDeclaration Declaration": (_run: Run, document: XDocument) => document.declaration,
    "set XDeclaration Declaration": (_run: Run, document: XDocument, declaration: XDeclaration | null) => {
      document.declaration = declaration;
    },
    ...saving,
  },
});

const xDeclarationType = defineType({
  name: "System.Xml.Linq.XDeclaration",
  kind: "class",
  isInstance: (value) => value instanceof XDeclaration,
  members: {
    "new(string version, string encoding, string standalone)": (
      _run: Run,
      ...[version, encoding, standalone]: [Text, Text, Text]
    ) => new XDeclaration(version, encoding, standalone),
    "string Version": (_run: Run, declaration: XDeclaration) => declaration.version,
    "set string Version": (_run: Run, declaration: XDeclaration, value: Text) => {
      declaration.version = value;
    },
    "string Encoding": (_run: Run, declaration: XDeclaration) => declaration.encoding,
    "set string Encoding": (_run: Run, declaration: XDeclaration, value: Text) => {
      declaration.encoding = value;
    },
    "string Standalone": (_run: Run, declaration: XDeclaration) => declaration.standalone,
    "set string Standalone": (_run: Run, declaration: XDeclaration, value: Text) => {
      declaration.standalone = value;
    },
    "string ToString()": (_run: Run, declaration: XDeclaration) => declaration.toString(),
  },
});

export const containerTypes: readonly TypeDefinition[] = [
  xContainerType,
  xElementType,
  xDocumentType,
  xDeclarationType,
];
