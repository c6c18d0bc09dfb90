// System.Xml.Linq.XElement.

import { argumentException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { type DeclaredPrefixes, prefixFor } from "./declared-prefixes.ts";
import type { XAttribute } from "./x-attribute.ts";
import { XContainer } from "./x-container.ts";
import type { XName } from "./x-name.ts";
import { checkDepth, NODE_BYTES, type XNode, xmlNodeTypes } from "./x-object.ts";
import { invalidOperation } from "./xml-error.ts";
import type { XmlTextWriter } from "./xml-text-writer.ts";

export class XElement extends XContainer {
  readonly clrName = "System.Xml.Linq.XElement";
  override readonly nodeType = xmlNodeTypes.Element;
  readonly attributes: XAttribute[] = [];
  /** The prefix in the text that it was read from, for XmlDocument; LINQ chooses its own. */
  readonly sourcePrefix: string;
  name: XName;

  constructor(name: XName, sourcePrefix = "") {
    super();
    this.name = name;
    this.sourcePrefix = sourcePrefix;
  }

  get isEmpty(): boolean {
    return this.children.length === 0 && !this.hasEmptyText;
  }

  attribute(name: XName): XAttribute | null {
    return this.attributes.find((attribute) => attribute.name.equals(name)) ?? null;
  }

  override addAttribute(run: Run, attribute: XAttribute): void {
    run.spend(this.attributes.length + 1);
    if (this.attribute(attribute.name) !== null) throw invalidOperation("Duplicate attribute.");
    this.#own(run, attribute.parent === null ? attribute : attribute.copy());
  }

  #own(run: Run, attribute: XAttribute): void {
    run.allocate(NODE_BYTES);
    attribute.parent = this;
    this.attributes.push(attribute);
  }

  removeAttribute(run: Run, attribute: XAttribute): void {
    run.spend(this.attributes.length);
    this.attributes.splice(this.attributes.indexOf(attribute), 1);
    attribute.parent = null;
  }

  removeAttributes(): void {
    for (const attribute of this.attributes) attribute.parent = null;
    this.attributes.length = 0;
  }

  override declaredWithin(): DeclaredPrefixes {
    return this.#declared(this.declaredAround());
  }

  override write(writer: XmlTextWriter, around: DeclaredPrefixes, depth: number): void {
    checkDepth(depth);
    const declared = this.#declared(around);
    const { local, namespace } = this.name;
    writer.startElement(prefixFor(declared, namespace.uri, true), local, namespace.uri);
    for (const attribute of this.attributes) attribute.write(writer, declared);
    for (const child of this.children) child.write(writer, declared, depth + 1);
    if (this.hasEmptyText) writer.string("");
    writer.endElement(!this.isEmpty);
  }

  #declared(around: DeclaredPrefixes): DeclaredPrefixes {
    const own = this.attributes
      .filter((attribute) => attribute.isNamespaceDeclaration)
      .map((attribute) => ({ prefix: attribute.declaredPrefix, uri: attribute.value }));
    return own.length === 0 ? around : [...around, ...own];
  }

  override copy(run: Run, depth: number): XElement {
    run.allocate(NODE_BYTES);
    const copy = new XElement(this.name, this.sourcePrefix);
    for (const attribute of this.attributes) {
      run.spend(1);
      copy.#own(run, attribute.copy());
    }
    this.copyChildren(run, copy, depth);
    return copy;
  }

  override deepEquals(run: Run, other: XNode, depth: number): boolean {
    run.spend(1 + this.attributes.length);
    if (!(other instanceof XElement) || !other.name.equals(this.name)) return false;
    return this.#hasEqualAttributes(other) && this.hasEqualChildren(run, other, depth);
  }

  /** In the same order. */
  #hasEqualAttributes(other: XElement): boolean {
    if (other.attributes.length !== this.attributes.length) return false;
    return this.attributes.every(({ name, value }, index) => {
      const counterpart = other.attributes[index];
      return counterpart?.name.equals(name) === true && counterpart.value === value;
    });
  }

  protected override checkNode(node: XNode): void {
    if (node.nodeType === xmlNodeTypes.Document) {
      throw argumentException("A node of type Document cannot be added to content.");
    }
  }

  protected override checkText(): void {
    // Every text fits.
  }
}
