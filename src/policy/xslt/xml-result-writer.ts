// Writes a result as XML (XSLT 1.0, 16.1) in the form of .NET's XmlWriter: `<a />`, indentation by two blanks
// that stops where text begins.

import type { Run } from "../value/run.ts";
import type { XAttribute } from "../value/xml/x-attribute.ts";
import type { XContainer } from "../value/xml/x-container.ts";
import { XElement } from "../value/xml/x-element.ts";
import { XComment, XProcessingInstruction, XText } from "../value/xml/x-leaf.ts";
import { checkDepth, type XNode } from "../value/xml/x-object.ts";
import { firstInvalid } from "../value/xml/xml-characters.ts";
import { invalidCharacter } from "../value/xml/xml-error.ts";
import { expandedName } from "./names.ts";
import { lastCharacter, type OutputSettings } from "./output-settings.ts";
import { RawText, type ResultTree } from "./result-tree.ts";
import { xsltError } from "./xslt-error.ts";

export class XmlResultWriter {
  protected readonly settings: OutputSettings;
  readonly #run: Run;
  readonly #lastCharacter: number;
  /** Text came in an element that is open. */
  #isMixed = false;
  protected text = "";

  constructor(run: Run, settings: OutputSettings) {
    this.#run = run;
    this.settings = settings;
    this.#lastCharacter = lastCharacter(settings.encoding);
  }

  whole(tree: ResultTree): string {
    this.declaration();
    let isFirst = true;
    for (const child of tree.children) {
      if (child instanceof XElement && isFirst) {
        this.doctype(child);
        isFirst = false;
      }
      this.#writeIndented(child, tree, 0);
    }
    return this.text;
  }

  protected declaration(): void {
    const { omitsDeclaration, encoding, standalone } = this.settings;
    if (omitsDeclaration) return;
    const alone = standalone === undefined ? "" : ` standalone="${standalone}"`;
    this.write(`<?xml version="1.0" encoding="${encoding}"${alone}?>`);
  }

  protected doctype(element: XElement): void {
    const { publicId, systemId } = this.settings;
    if (systemId === undefined) return;
    if (this.settings.indents && this.text !== "") this.write("\n");
    const ids = publicId === undefined ? `SYSTEM "${systemId}"` : `PUBLIC "${publicId}" "${systemId}"`;
    this.write(`<!DOCTYPE ${nameOf(element)} ${ids}>`);
  }

  protected write(text: string): void {
    this.#run.spend(text.length);
    this.#run.allocate(text.length * 2);
    this.text += text;
  }

  protected get indents(): boolean {
    return this.settings.indents;
  }

  /** On a line of its own, unless text stands before it. */
  #writeIndented(node: XNode, parent: XContainer, depth: number): void {
    if (node instanceof XText) this.#isMixed = true;
    else this.#breakLine(depth);
    this.node(node, parent, depth);
  }

  #breakLine(depth: number): void {
    if (this.indents && !this.#isMixed && this.text !== "") this.write(`\n${"  ".repeat(depth)}`);
  }

  protected node(node: XNode, parent: XContainer, depth: number): void {
    checkDepth(depth);
    if (node instanceof XElement) this.element(node, depth);
    else if (node instanceof XText) this.textNode(node, parent);
    else if (node instanceof XComment) this.write(`<!--${commentText(this.checked(node.value))}-->`);
    else if (node instanceof XProcessingInstruction) this.instruction(node);
  }

  protected instruction({ target, data }: XProcessingInstruction): void {
    this.write(`<?${target}${data === "" ? "" : ` ${this.checked(data).replaceAll("?>", "? >")}`}?>`);
  }

  protected element(element: XElement, depth: number): void {
    const name = nameOf(element);
    this.write(`<${name}`);
    this.attributes(element);
    if (element.children.length === 0) {
      this.write(" />");
      return;
    }
    this.write(">");
    this.content(element, depth);
    this.write(`</${name}>`);
  }

  /** What is in an element with text is not indented either. */
  protected content(element: XElement, depth: number): void {
    const isInMixed = this.#isMixed;
    for (const child of element.children) this.#writeIndented(child, element, depth + 1);
    if (element.children.length > 0) this.#breakLine(depth);
    this.#isMixed = isInMixed;
  }

  /** Declarations of namespaces first. */
  protected attributes({ attributes }: XElement): void {
    for (const attribute of attributes) if (attribute.isNamespaceDeclaration) this.attribute(attribute);
    for (const attribute of attributes) if (!attribute.isNamespaceDeclaration) this.attribute(attribute);
  }

  protected attribute(attribute: XAttribute): void {
    this.write(` ${nameOf(attribute)}="${this.attributeText(attribute.value)}"`);
  }

  protected attributeText(value: string): string {
    const clean = this.checked(value);
    const escaped = /[&<>"\t\r\n]/.test(clean)
      ? clean.replace(/[&<>"\t\r\n]/g, (sign) => attributeEscapes[sign] ?? sign)
      : clean;
    return this.encodable(escaped);
  }

  protected textNode(node: XText, parent: XContainer): void {
    const value = this.checked(node.value);
    if (node instanceof RawText) this.write(this.encodable(value));
    else if (parent instanceof XElement && this.#isCdata(parent)) this.write(this.#cdata(value));
    else this.write(this.escaped(value));
  }

  protected escaped(value: string): string {
    const escaped = /[&<>\r]/.test(value)
      ? value.replace(/[&<>\r]/g, (sign) => textEscapes[sign] ?? sign)
      : value;
    return this.encodable(escaped);
  }

  #isCdata({ name }: XElement): boolean {
    const { cdataElements } = this.settings;
    return cdataElements.size > 0 && cdataElements.has(expandedName(name.namespace.uri, name.local));
  }

  /** What the encoding lacks stands between two sections. */
  #cdata(value: string): string {
    const parts = value.replaceAll("]]>", "]]]]><![CDATA[>");
    const encoded = this.#replaced(parts, (code) => `]]>&#${code};<![CDATA[`);
    return `<![CDATA[${encoded}]]>`;
  }

  /** References for what the encoding lacks. */
  protected encodable(text: string): string {
    return this.#replaced(text, (code) => `&#${code};`);
  }

  #replaced(text: string, replace: (code: number) => string): string {
    if (this.#lastCharacter > 0xffff) return text;
    let result = "";
    for (const sign of text) {
      const code = sign.codePointAt(0) ?? 0;
      result += code > this.#lastCharacter ? replace(code) : sign;
    }
    return result;
  }

  /** @throws ClrException */
  protected checked(text: string): string {
    const wrong = firstInvalid(text);
    if (wrong >= 0) throw xsltError(`${invalidCharacter(text.charCodeAt(wrong))}`);
    return text;
  }
}

const textEscapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\r": "&#xD;",
};

const attributeEscapes: Readonly<Record<string, string>> = {
  ...textEscapes,
  '"': "&quot;",
  "\t": "&#x9;",
  "\n": "&#xA;",
};

export function nameOf(node: XElement | XAttribute): string {
  const { local } = node.name;
  return node.sourcePrefix === "" ? local : `${node.sourcePrefix}:${local}`;
}

/** Comments hold no two hyphens, and end with none. */
function commentText(text: string): string {
  const spaced = text.replaceAll("--", "- -").replaceAll("--", "- -");
  return spaced.endsWith("-") ? `${spaced} ` : spaced;
}
