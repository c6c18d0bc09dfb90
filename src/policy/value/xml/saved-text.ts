// XNode.Save to a text: with a declaration, whose encoding is that of .NET's strings.

import type { Run } from "../run.ts";
import { XDocument } from "./x-document.ts";
import type { XNode } from "./x-object.ts";
import { XmlTextWriter } from "./xml-text-writer.ts";

/** `options`: SaveOptions by number. @throws ClrException ArgumentException, XmlException */
export function savedText(run: Run, node: XNode, options: number): string {
  const given = node instanceof XDocument ? node.declaration?.standalone : undefined;
  const standalone = given === undefined || given === null ? "" : ` standalone="${given}"`;
  const writer = new XmlTextWriter(run, options);
  writer.declaration(`<?xml version="1.0" encoding="utf-16"${standalone}?>`);
  node.write(writer, [], 0);
  return writer.text;
}
