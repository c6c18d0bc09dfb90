// The nodes that hold no others: XText, XCData, XComment and XProcessingInstruction.

import type { Run } from "../run.ts";
import { NODE_BYTES, XNode, xmlNodeTypes } from "./x-object.ts";
import type { XmlTextWriter } from "./xml-text-writer.ts";

export class XText extends XNode {
  readonly clrName: string = "System.Xml.Linq.XText";
  override readonly nodeType: number = xmlNodeTypes.Text;
  value: string;

  constructor(value: string) {
    super();
    this.value = value;
  }

  override get ownText(): string {
    return this.value;
  }

  override write(writer: XmlTextWriter): void {
    writer.string(this.value);
  }

  override copy(run: Run): XNode {
    run.allocate(NODE_BYTES);
    return new XText(this.value);
  }

  override deepEquals(run: Run, other: XNode): boolean {
    run.spend(1);
    return other instanceof XText && other.nodeType === this.nodeType && other.value === this.value;
  }
}

export class XCData extends XText {
  override readonly clrName = "System.Xml.Linq.XCData";
  override readonly nodeType = xmlNodeTypes.CDATA;

  override write(writer: XmlTextWriter): void {
    writer.cdata(this.value);
  }

  override copy(run: Run): XNode {
    run.allocate(NODE_BYTES);
    return new XCData(this.value);
  }
}

export class XComment extends XNode {
  readonly clrName = "System.Xml.Linq.XComment";
  override readonly nodeType = xmlNodeTypes.Comment;
  value: string;

  constructor(value: string) {
    super();
    this.value = value;
  }

  override write(writer: XmlTextWriter): void {
    writer.comment(this.value);
  }

  override copy(run: Run): XNode {
    run.allocate(NODE_BYTES);
    return new XComment(this.value);
  }

  override deepEquals(run: Run, other: XNode): boolean {
    run.spend(1);
    return other instanceof XComment && other.value === this.value;
  }
}

export class XProcessingInstruction extends XNode {
  readonly clrName = "System.Xml.Linq.XProcessingInstruction";
  override readonly nodeType = xmlNodeTypes.ProcessingInstruction;
  target: string;
  data: string;

  constructor(target: string, data: string) {
    super();
    this.target = target;
    this.data = data;
  }

  override write(writer: XmlTextWriter): void {
    writer.instruction(this.target, this.data);
  }

  override copy(run: Run): XNode {
    run.allocate(NODE_BYTES);
    return new XProcessingInstruction(this.target, this.data);
  }

  override deepEquals(run: Run, other: XNode): boolean {
    run.spend(1);
    return (
      other instanceof XProcessingInstruction && other.target === this.target && other.data === this.data
    );
  }
}
