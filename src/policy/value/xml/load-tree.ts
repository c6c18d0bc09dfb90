// Texts of XML → trees of LINQ to XML.

import type { Run } from "../run.ts";
import { XAttribute } from "./x-attribute.ts";
import type { XContainer } from "./x-container.ts";
import { XDeclaration, XDocument } from "./x-document.ts";
import { XElement } from "./x-element.ts";
import { XCData, XComment, XProcessingInstruction, XText } from "./x-leaf.ts";
import { noNamespace, XName, XNamespace } from "./x-name.ts";
import { NODE_BYTES, type XNode } from "./x-object.ts";
import type { XmlToken } from "./xml-token.ts";
import { XmlTokenizer } from "./xml-tokenizer.ts";

/** System.Xml.Linq.LoadOptions. */
export const loadOptions = { None: 0, PreserveWhitespace: 1, SetBaseUri: 2, SetLineInfo: 4 } as const;

/** @throws ClrException XmlException */
export function loadDocument(run: Run, text: string, options = 0): XDocument {
  const builder = new TreeBuilder(run, (options & loadOptions.PreserveWhitespace) !== 0);
  const tokens = new XmlTokenizer(run, text);
  for (let token = tokens.next(); token !== undefined; token = tokens.next()) builder.take(token);
  return builder.document;
}

/** The document's element alone. @throws ClrException XmlException */
export function loadElement(run: Run, text: string, options = 0): XElement {
  const document = loadDocument(run, text, options);
  const root = document.rootElement;
  if (!(root instanceof XElement)) throw new TypeError("a document that was read has an element");
  document.remove(run, root);
  return root;
}

/** Builds a tree from tokens, in their order. */
export class TreeBuilder {
  readonly document = new XDocument();
  readonly #run: Run;
  readonly #keepsSpace: boolean;
  readonly #namespaces = new Map<string, XNamespace>([["", noNamespace]]);
  #at: XContainer = this.document;

  constructor(run: Run, keepsSpace: boolean) {
    this.#run = run;
    this.#keepsSpace = keepsSpace;
  }

  take(token: XmlToken): void {
    switch (token.kind) {
      case "declaration":
        this.document.declaration = declarationOf(token.attributes);
        return;
      case "element":
        this.#element(token);
        return;
      case "end":
        this.#end();
        return;
      case "text":
      case "significant":
        this.#at.addText(this.#run, this.#at.children.length, token.value);
        return;
      case "whitespace":
        if (this.#keepsSpace) this.#at.addText(this.#run, this.#at.children.length, token.value);
        return;
      case "cdata":
        this.#at.add(this.#run, new XCData(token.value));
        return;
      case "comment":
        this.#at.add(this.#run, new XComment(token.value));
        return;
      case "instruction":
        this.#at.add(this.#run, new XProcessingInstruction(token.target, token.value));
    }
  }

  /** Of a token whose surroundings are not read: text may stand in the document then. */
  takeAlone(token: XmlToken): void {
    if (token.kind === "text" || token.kind === "whitespace" || token.kind === "significant") {
      this.#alone(new XText(token.value));
    } else if (token.kind === "cdata") this.#alone(new XCData(token.value));
    else this.take(token);
  }

  #alone(node: XNode): void {
    node.parent = this.document;
    this.document.children.push(node);
  }

  #name(uri: string, local: string): XName {
    const namespace = this.#namespaces.get(uri) ?? new XNamespace(uri);
    this.#namespaces.set(uri, namespace);
    return new XName(namespace, local);
  }

  /** It is put into its parent directly: it cannot stand there twice. */
  #element(token: XmlToken & { readonly kind: "element" }): void {
    const element = new XElement(this.#name(token.namespace, token.local), token.prefix);
    for (const { prefix, local, namespace, value } of token.attributes) {
      const isDefault = prefix === "" && local === "xmlns";
      const name = this.#name(isDefault ? "" : namespace, local);
      const attribute = new XAttribute(name, value, prefix);
      attribute.parent = element;
      element.attributes.push(attribute);
    }
    this.#run.allocate(NODE_BYTES * (1 + token.attributes.length));
    element.parent = this.#at;
    this.#at.children.push(element);
    if (!token.isEmpty) this.#at = element;
  }

  #end(): void {
    if (this.#at.children.length === 0) this.#at.hasEmptyText = true;
    this.#at = this.#at.parent ?? this.document;
  }
}

function declarationOf(
  attributes: readonly { readonly local: string; readonly value: string }[],
): XDeclaration {
  const value = (name: string): string | null =>
    attributes.find(({ local }) => local === name)?.value ?? null;
  return new XDeclaration(value("version"), value("encoding"), value("standalone"));
}
