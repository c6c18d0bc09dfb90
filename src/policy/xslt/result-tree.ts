// The tree that a transformation makes: results and result tree fragments. Namespaces are declared as they
// are needed, so that a tree can be written, or copied into another, as it stands.

import type { Run } from "../value/run.ts";
import { XAttribute } from "../value/xml/x-attribute.ts";
import { XContainer } from "../value/xml/x-container.ts";
import { XElement } from "../value/xml/x-element.ts";
import { XComment, XProcessingInstruction, XText } from "../value/xml/x-leaf.ts";
import { noNamespace, XName, XNamespace, xmlnsNamespace } from "../value/xml/x-name.ts";
import { checkDepth, NODE_BYTES, type XNode, xmlNodeTypes } from "../value/xml/x-object.ts";
import type { XmlTextWriter } from "../value/xml/xml-text-writer.ts";
import { XML_NAMESPACE } from "../value/xml/xml-token.ts";
import { xsltError } from "./xslt-error.ts";

/** The root of a result: unlike a document it may hold text, and any number of elements. */
export class ResultTree extends XContainer {
  readonly clrName = "System.Xml.XPath.XPathNodeIterator";
  override readonly nodeType = xmlNodeTypes.DocumentFragment;

  override write(writer: XmlTextWriter): void {
    for (const child of this.children) child.write(writer, [], 0);
  }

  override copy(run: Run, depth: number): ResultTree {
    const copy = new ResultTree();
    this.copyChildren(run, copy, depth);
    return copy;
  }

  override deepEquals(run: Run, other: XNode, depth: number): boolean {
    return other instanceof ResultTree && this.hasEqualChildren(run, other, depth);
  }

  override addAttribute(): void {
    throw lateAttribute();
  }

  protected override checkNode(): void {
    // Every node fits.
  }

  protected override checkText(): void {
    // Every text fits.
  }
}

/** Text that is written as it is: disable-output-escaping. */
export class RawText extends XText {}

/** Fuel that a node takes. */
const STEPS_OF_NODE = 8;

const lateAttribute = () =>
  xsltError(
    "Attribute and namespace nodes cannot be added to the parent element after a text, comment, pi, or sub-element node has already been added.",
  );

export type ResultName = { readonly prefix: string; readonly local: string; readonly uri: string };

type OpenElement = {
  readonly element: XElement;
  readonly outer: ReadonlyMap<string, string>;
  /** Prefixes that this element declares or uses: they mean one thing in its tag. */
  readonly used: Set<string>;
};

export class ResultBuilder {
  readonly root = new ResultTree();
  readonly #run: Run;
  readonly #open: OpenElement[] = [];
  readonly #namespaces = new Map<string, XNamespace>([["", noNamespace]]);
  /** Prefix → namespace, where the next node is put. */
  #scope: ReadonlyMap<string, string> = new Map();
  #at: XContainer = this.root;

  constructor(run: Run) {
    this.#run = run;
  }

  /** @param namespaces to be declared where they are not yet: prefix and namespace */
  startElement(name: ResultName, namespaces: Iterable<readonly [string, string]>): void {
    checkDepth(this.#open.length);
    const element = new XElement(this.#name(name.uri, name.local), name.prefix);
    this.#put(element);
    this.#open.push({ element, outer: this.#scope, used: new Set() });
    this.#at = element;
    this.#declare(name.prefix, name.uri);
    for (const [prefix, uri] of namespaces) {
      this.#run.spend(1);
      if (prefix !== "" || name.uri !== "") this.#declare(prefix, uri);
    }
  }

  endElement(): void {
    const ended = this.#open.pop();
    if (ended === undefined) return;
    this.#scope = ended.outer;
    this.#at = ended.element.parent ?? this.root;
  }

  /** Replaces one of the same name. @throws ClrException where content came already */
  attribute({ prefix, local, uri }: ResultName, value: string): void {
    const open = this.#tag();
    const { element } = open;
    this.#run.spend(element.attributes.length + value.length + 1);
    this.#run.allocate(NODE_BYTES + value.length * 2);
    const known = element.attributes.find(
      (one) => one.name.local === local && one.name.namespace.uri === uri,
    );
    if (known !== undefined && !known.isNamespaceDeclaration) {
      known.value = value;
      return;
    }
    const own = uri === "" ? "" : this.#attributePrefix(prefix, uri);
    this.#addAttribute(element, new XAttribute(this.#name(uri, local), value, own));
  }

  /** A namespace by itself. @throws ClrException where content came already */
  namespace(prefix: string, uri: string): void {
    this.#tag();
    this.#declare(prefix, uri);
  }

  text(value: string, isRaw: boolean): void {
    if (value === "") return;
    this.#run.spend(value.length + 1);
    this.#run.allocate(value.length * 2);
    const last = this.#at.children.at(-1);
    if (last instanceof XText && last instanceof RawText === isRaw) last.value += value;
    else this.#put(isRaw ? new RawText(value) : new XText(value));
  }

  comment(value: string): void {
    this.#put(new XComment(this.#paid(value)));
  }

  instruction(target: string, data: string): void {
    this.#put(new XProcessingInstruction(target, this.#paid(data)));
  }

  #paid(text: string): string {
    this.#run.spend(text.length);
    this.#run.allocate(text.length * 2);
    return text;
  }

  #put(node: XNode): void {
    this.#run.spend(STEPS_OF_NODE);
    this.#run.allocate(NODE_BYTES);
    node.parent = this.#at;
    this.#at.children.push(node);
  }

  /** The element whose tag is still open. */
  #tag(): OpenElement {
    const open = this.#open.at(-1);
    if (open === undefined || open.element.children.length > 0) throw lateAttribute();
    return open;
  }

  #addAttribute(element: XElement, attribute: XAttribute): void {
    attribute.parent = element;
    element.attributes.push(attribute);
  }

  #name(uri: string, local: string): XName {
    const known = this.#namespaces.get(uri);
    const namespace = known ?? new XNamespace(uri);
    if (known === undefined) this.#namespaces.set(uri, namespace);
    return new XName(namespace, local);
  }

  /** Whether the prefix means the namespace in the open tag. */
  #declare(prefix: string, uri: string): boolean {
    const open = this.#open.at(-1);
    if (open === undefined || prefix === "xml") return true;
    const current = this.#scope.get(prefix) ?? "";
    if (open.used.has(prefix)) return current === uri;
    open.used.add(prefix);
    if (current === uri) return true;
    this.#run.spend(this.#scope.size + 1);
    this.#run.allocate(NODE_BYTES + this.#scope.size * 8);
    this.#scope = new Map(this.#scope).set(prefix, uri);
    const name = prefix === "" ? new XName(noNamespace, "xmlns") : new XName(xmlnsNamespace, prefix);
    this.#addAttribute(open.element, new XAttribute(name, uri, prefix === "" ? "" : "xmlns"));
    return true;
  }

  /** The given one, one that means the namespace here, or one that is made up. */
  #attributePrefix(wanted: string, uri: string): string {
    if (uri === XML_NAMESPACE) return "xml";
    if (wanted !== "" && this.#declare(wanted, uri)) return wanted;
    for (const [prefix, known] of this.#scope) {
      this.#run.spend(1);
      if (prefix !== "" && known === uri && this.#declare(prefix, uri)) return prefix;
    }
    for (let number = 0; ; number++) {
      this.#run.spend(1);
      const made = `ns${number}`;
      if (!this.#scope.has(made) && this.#declare(made, uri)) return made;
    }
  }
}
