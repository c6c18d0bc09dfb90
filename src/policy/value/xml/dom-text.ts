// Trees in writing as XmlDocument prints them: with the prefixes that they were read with, never indented.

import type { Run } from "../run.ts";
import { XAttribute } from "./x-attribute.ts";
import { XDocument } from "./x-document.ts";
import { XElement } from "./x-element.ts";
import { checkDepth, saveOptions, type XObject } from "./x-object.ts";
import { XmlTextWriter } from "./xml-text-writer.ts";

/** @throws ClrException ArgumentException, XmlException for what cannot be written */
export function domText(run: Run, objects: readonly XObject[]): string {
  const writer = new XmlTextWriter(run, saveOptions.DisableFormatting);
  for (const object of objects) write(writer, object, 0);
  return writer.text;
}

function write(writer: XmlTextWriter, object: XObject, depth: number): void {
  checkDepth(depth);
  if (object instanceof XElement) writeElement(writer, object, depth);
  else if (object instanceof XDocument) {
    if (object.declaration !== null) writer.declaration(object.declaration.toString());
    for (const child of object.children) write(writer, child, depth + 1);
  } else if (object instanceof XAttribute) writeAttribute(writer, object);
  else object.write(writer, [], depth);
}

function writeElement(writer: XmlTextWriter, element: XElement, depth: number): void {
  const { local, namespace } = element.name;
  writer.startElement(element.sourcePrefix, local, namespace.uri);
  for (const attribute of element.attributes) writeAttribute(writer, attribute);
  for (const child of element.children) write(writer, child, depth + 1);
  writer.endElement(!element.isEmpty);
}

function writeAttribute(writer: XmlTextWriter, attribute: XAttribute): void {
  const { local, namespace } = attribute.name;
  if (attribute.isNamespaceDeclaration) writer.declarePrefix(attribute.declaredPrefix, attribute.value);
  else writer.attribute(attribute.sourcePrefix || undefined, local, namespace.uri, attribute.value);
}
