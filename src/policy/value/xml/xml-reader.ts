// System.Xml.XmlReader over a text: one token after another, with the attributes of the token at hand.

import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import { domText } from "./dom-text.ts";
import { TreeBuilder } from "./load-tree.ts";
import { XContainer } from "./x-container.ts";
import type { XDocument } from "./x-document.ts";
import { type XNode, xmlNodeTypes } from "./x-object.ts";
import { invalidOperation, xmlError } from "./xml-error.ts";
import type { XmlAttributeToken, XmlToken } from "./xml-token.ts";
import { XmlTokenizer } from "./xml-tokenizer.ts";

/** System.Xml.ReadState by number. */
export const readStates = { Initial: 0, Interactive: 1, Error: 2, EndOfFile: 3, Closed: 4 } as const;

const typeOfToken: Readonly<Record<XmlToken["kind"], number>> = {
  declaration: xmlNodeTypes.XmlDeclaration,
  element: xmlNodeTypes.Element,
  end: xmlNodeTypes.EndElement,
  text: xmlNodeTypes.Text,
  whitespace: xmlNodeTypes.Whitespace,
  significant: xmlNodeTypes.SignificantWhitespace,
  cdata: xmlNodeTypes.CDATA,
  comment: xmlNodeTypes.Comment,
  instruction: xmlNodeTypes.ProcessingInstruction,
};

export class XmlReader extends ClrObject {
  readonly clrName = "System.Xml.XmlReader";
  readonly #tokens: XmlTokenizer;
  #token: XmlToken | undefined;
  /** The attribute at hand, or -1 on the token itself. */
  #attribute = -1;
  state: number = readStates.Initial;

  constructor(run: Run, text: string) {
    super();
    this.#tokens = new XmlTokenizer(run, text);
  }

  /** Undefined before the first and behind the last. */
  get token(): XmlToken | undefined {
    return this.#token;
  }

  get attributes(): readonly XmlAttributeToken[] {
    const token = this.#token;
    return token?.kind === "element" || token?.kind === "declaration" ? token.attributes : [];
  }

  get attribute(): XmlAttributeToken | undefined {
    return this.attributes[this.#attribute];
  }

  get isAtEnd(): boolean {
    return this.state === readStates.EndOfFile;
  }

  get nodeType(): number {
    if (this.attribute !== undefined) return xmlNodeTypes.Attribute;
    return this.#token === undefined ? xmlNodeTypes.None : typeOfToken[this.#token.kind];
  }

  get depth(): number {
    return (this.#token?.depth ?? 0) + (this.attribute === undefined ? 0 : 1);
  }

  /** @throws ClrException XmlException */
  read(): boolean {
    if (this.state === readStates.EndOfFile || this.state === readStates.Closed) return false;
    this.#attribute = -1;
    this.state = readStates.Error;
    const token = this.#tokens.next();
    this.#token = token;
    this.state = token === undefined ? readStates.EndOfFile : readStates.Interactive;
    return token !== undefined;
  }

  close(): void {
    this.state = readStates.Closed;
    this.#token = undefined;
    this.#attribute = -1;
  }

  moveToAttribute(index: number): boolean {
    if (index < 0 || index >= this.attributes.length) return false;
    this.#attribute = index;
    return true;
  }

  moveToNextAttribute(): boolean {
    return this.moveToAttribute(this.#attribute + 1);
  }

  moveToElement(): boolean {
    const wasOnAttribute = this.#attribute >= 0;
    this.#attribute = -1;
    return wasOnAttribute;
  }

  /** The next token that is content: white space, comments and instructions are passed. */
  moveToContent(): number {
    this.moveToElement();
    if (this.state === readStates.Initial) this.read();
    while (this.#token !== undefined && !isContent(this.#token)) this.read();
    return this.nodeType;
  }

  /** The node at hand, as a tree: the reader stands behind it afterwards. */
  readNode(run: Run): XNode | null {
    const builder = new TreeBuilder(run, true);
    const { children } = builder.document;
    this.moveToElement();
    const start = this.#token;
    if (start === undefined || start.kind === "end") return null;
    builder.takeAlone(start);
    this.read();
    if (start.kind === "element" && !start.isEmpty) {
      for (let token = this.#token; token !== undefined; token = this.#token) {
        builder.take(token);
        this.read();
        if (token.kind === "end" && token.depth === start.depth) break;
      }
    }
    const node = children[0] ?? null;
    if (node !== null) builder.document.remove(run, node);
    return node;
  }

  /** What is left, as a document. */
  readDocument(run: Run): XDocument {
    const builder = new TreeBuilder(run, true);
    if (this.state === readStates.Initial) this.read();
    for (let token = this.#token; token !== undefined; token = this.#token) {
      if (token.kind !== "whitespace" || token.depth > 0) builder.take(token);
      this.read();
    }
    return builder.document;
  }

  /** The node at hand in writing, or what is in it. */
  readXml(run: Run, isOuter: boolean): string {
    const { nodeType } = this;
    if (nodeType !== xmlNodeTypes.Element) {
      this.read();
      return "";
    }
    const node = this.readNode(run);
    if (node === null) return "";
    if (isOuter) return domText(run, [node]);
    return node instanceof XContainer ? domText(run, node.children) : "";
  }

  skip(): void {
    const start = this.#token;
    this.moveToElement();
    if (start?.kind === "element" && !start.isEmpty) {
      while (this.read()) {
        if (this.#token?.kind === "end" && this.#token.depth === start.depth) break;
      }
    }
    this.read();
  }

  /** Text and CDATA from here to the next element or end tag. */
  readText(run: Run): string {
    let text = "";
    for (let token = this.#token; token !== undefined; token = this.#token) {
      if (token.kind === "element" || token.kind === "end") break;
      if (token.kind !== "comment" && token.kind !== "instruction" && token.kind !== "declaration") {
        run.allocate(token.value.length * 2);
        text += token.value;
      }
      this.read();
    }
    return text;
  }

  /** The text of the element at hand; the reader stands behind its end afterwards. */
  readElementText(run: Run, method: string): string {
    const start = this.#token;
    if (start?.kind !== "element" || this.attribute !== undefined) {
      throw invalidOperation(`The ${method} method is not supported on node type ${this.#typeName()}.`);
    }
    const isEmpty = start.isEmpty;
    this.read();
    if (isEmpty) return "";
    const text = this.readText(run);
    if (this.#token?.kind !== "end") throw xmlError("'Element' is an invalid XmlNodeType.");
    this.read();
    return text;
  }

  #typeName(): string {
    const type = this.nodeType;
    return Object.entries(xmlNodeTypes).find(([, value]) => value === type)?.[0] ?? "None";
  }

  error(message: string): Error {
    const { source } = this.#tokens;
    return xmlError(message, source.placeOf(this.#token?.at ?? source.at));
  }
}

function isContent(token: XmlToken): boolean {
  return token.kind === "element" || token.kind === "end" || token.kind === "text" || token.kind === "cdata";
}

/** XNode.ReadFrom. @throws ClrException InvalidOperationException where the reader stands on no node */
export function readNode(run: Run, reader: XmlReader): XNode {
  if (reader.state !== readStates.Interactive) {
    throw invalidOperation("The XmlReader state should be Interactive.");
  }
  const node = reader.readNode(run);
  if (node !== null) return node;
  throw invalidOperation("The XmlReader should not be on a node of type EndElement.");
}
