// System.Xml.XmlNode and its like: the older interface to the same trees. A tree has one such object for
// each of its nodes, made when it is asked for.

import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import { XAttribute } from "./x-attribute.ts";
import { XDocument } from "./x-document.ts";
import { XElement } from "./x-element.ts";
import { XCData, XComment, XProcessingInstruction } from "./x-leaf.ts";
import type { XObject } from "./x-object.ts";
import { qualifiedNameOf } from "./xpath-functions.ts";

export class DomNode extends ClrObject {
  readonly clrName: string;
  readonly object: XObject;

  constructor(object: XObject) {
    super();
    this.object = object;
    this.clrName = `System.Xml.${classOf(object)}`;
  }

  /** The type's name: the older classes do not print themselves. */
  override toString(): string {
    return this.clrName;
  }
}

/** XmlNodeList and XmlAttributeCollection: what was there when they were asked for. */
export class DomNodeList extends ClrObject {
  readonly clrName: string;
  readonly nodes: readonly DomNode[];

  constructor(nodes: readonly DomNode[], clrName = "System.Xml.XmlNodeList") {
    super();
    this.nodes = nodes;
    this.clrName = clrName;
  }

  [Symbol.iterator](): Iterator<DomNode> {
    return this.nodes.values();
  }
}

function classOf(object: XObject): string {
  if (object instanceof XElement) return "XmlElement";
  if (object instanceof XAttribute) return "XmlAttribute";
  if (object instanceof XDocument) return "XmlDocument";
  if (object instanceof XCData) return "XmlCDataSection";
  if (object instanceof XComment) return "XmlComment";
  return object instanceof XProcessingInstruction ? "XmlProcessingInstruction" : "XmlText";
}

const made = new WeakMap<XObject, DomNode>();

export function domNode(object: XObject): DomNode {
  const known = made.get(object);
  if (known !== undefined) return known;
  const node = new DomNode(object);
  made.set(object, node);
  return node;
}

export const domNodeOrNull = (object: XObject | null | undefined): DomNode | null =>
  object === null || object === undefined ? null : domNode(object);

export function domList(run: Run, objects: readonly XObject[]): DomNodeList {
  run.spend(objects.length);
  run.allocate(objects.length * 64);
  return new DomNodeList(objects.map(domNode));
}

/** `p:name`, or `#text` and the like. */
export function domNameOf({ object }: DomNode): string {
  if (object instanceof XDocument) return "#document";
  if (object instanceof XCData) return "#cdata-section";
  if (object instanceof XComment) return "#comment";
  return qualifiedNameOf(object) || "#text";
}
