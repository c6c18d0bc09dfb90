// System.Xml.Linq.XDocument and XDeclaration.

import { argumentException } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import { XContainer } from "./x-container.ts";
import { XText } from "./x-leaf.ts";
import { NODE_BYTES, type XNode, xmlNodeTypes } from "./x-object.ts";
import { isBlankXml } from "./xml-characters.ts";
import { invalidOperation } from "./xml-error.ts";
import type { XmlTextWriter } from "./xml-text-writer.ts";

export class XDeclaration extends ClrObject {
  readonly clrName = "System.Xml.Linq.XDeclaration";
  version: string | null;
  encoding: string | null;
  standalone: string | null;

  constructor(version: string | null, encoding: string | null, standalone: string | null) {
    super();
    this.version = version;
    this.encoding = encoding;
    this.standalone = standalone;
  }

  copy(): XDeclaration {
    return new XDeclaration(this.version, this.encoding, this.standalone);
  }

  override toString(): string {
    const part = (name: string, value: string | null): string =>
      value === null ? "" : ` ${name}="${value}"`;
    const { version, encoding, standalone } = this;
    return `<?xml${part("version", version)}${part("encoding", encoding)}${part("standalone", standalone)}?>`;
  }
}

export class XDocument extends XContainer {
  readonly clrName = "System.Xml.Linq.XDocument";
  override readonly nodeType = xmlNodeTypes.Document;
  declaration: XDeclaration | null = null;

  get rootElement(): XNode | null {
    return this.children.find(({ nodeType }) => nodeType === xmlNodeTypes.Element) ?? null;
  }

  override write(writer: XmlTextWriter): void {
    for (const child of this.children) child.write(writer, [], 0);
  }

  override copy(run: Run, depth: number): XDocument {
    run.allocate(NODE_BYTES);
    const copy = new XDocument();
    if (this.declaration !== null) copy.declaration = this.declaration.copy();
    this.copyChildren(run, copy, depth);
    return copy;
  }

  override deepEquals(run: Run, other: XNode, depth: number): boolean {
    run.spend(1);
    return other instanceof XDocument && this.hasEqualChildren(run, other, depth);
  }

  override addAttribute(): void {
    throw argumentException("An attribute cannot be added to content.");
  }

  protected override checkNode(node: XNode): void {
    if (node.nodeType === xmlNodeTypes.Element && this.rootElement !== null) {
      throw invalidOperation("This operation would create an incorrectly structured document.");
    }
    if (node.nodeType === xmlNodeTypes.CDATA || node.nodeType === xmlNodeTypes.Document) {
      const name = node.nodeType === xmlNodeTypes.CDATA ? "CDATA" : "Document";
      throw argumentException(`A node of type ${name} cannot be added to content.`);
    }
    if (node instanceof XText) this.checkText(node.value);
  }

  protected override checkText(text: string): void {
    if (!isBlankXml(text)) {
      throw argumentException("Non-whitespace characters cannot be added to content.");
    }
  }
}
