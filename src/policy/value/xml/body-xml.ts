// A message body as XML: what `Body.As<XElement>()` and its like give.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import type { Run } from "../run.ts";
import { loadDocument, loadElement } from "./load-tree.ts";
import type { XNode } from "./x-object.ts";

/** An XDocument for that type, an XElement for any other. @throws ClrException XmlException */
export function parseBodyXml(run: Run, text: string, type: ClrType): XNode {
  return typeName(type) === "System.Xml.Linq.XDocument" ? loadDocument(run, text) : loadElement(run, text);
}
