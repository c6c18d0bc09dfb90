// XmlReader as expressions see it. It reads texts only, never addresses.

import { defineType, type Members, refused } from "../../type/type-definition.ts";
import { argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import type { StringReader } from "../text/string-io.ts";
import { valueReaders } from "./parse-value.ts";
import { given } from "./x-node-type.ts";
import { xmlNodeTypes } from "./x-object.ts";
import { readStates, XmlReader } from "./xml-reader.ts";
import type { XmlAttributeToken } from "./xml-token.ts";

type Text = string | null;

const close = (_run: Run, reader: XmlReader): void => reader.close();

const written = (prefix: string, local: string): string => (prefix === "" ? local : `${prefix}:${local}`);

/** The name at hand; "" for nodes without one. */
function nameOf(reader: XmlReader): {
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
} {
  const { attribute, token } = reader;
  if (attribute !== undefined) return { ...attribute, uri: attribute.namespace };
  if (token?.kind === "element" || token?.kind === "end") return { ...token, uri: token.namespace };
  if (token?.kind === "instruction") return { prefix: "", local: token.target, uri: "" };
  return { prefix: "", local: token?.kind === "declaration" ? "xml" : "", uri: "" };
}

const qualifiedName = (reader: XmlReader): string => {
  const { prefix, local } = nameOf(reader);
  return written(prefix, local);
};

function valueAtHand(reader: XmlReader): string {
  const { attribute, token } = reader;
  if (attribute !== undefined) return attribute.value;
  return token === undefined || token.kind === "element" || token.kind === "end" ? "" : token.value;
}

const state: Members = {
  "XmlNodeType NodeType": (_run: Run, reader: XmlReader) => reader.nodeType,
  "string Name": (_run: Run, reader: XmlReader) => qualifiedName(reader),
  "string LocalName": (_run: Run, reader: XmlReader) => nameOf(reader).local,
  "string Prefix": (_run: Run, reader: XmlReader) => nameOf(reader).prefix,
  "string NamespaceURI": (_run: Run, reader: XmlReader) => nameOf(reader).uri,
  "string Value": (_run: Run, reader: XmlReader) => valueAtHand(reader),
  "bool HasValue": (_run: Run, reader: XmlReader) =>
    reader.attribute !== undefined || !["element", "end", undefined].includes(reader.token?.kind),
  "int Depth": (_run: Run, reader: XmlReader) => reader.depth,
  "bool IsEmptyElement": (_run: Run, { attribute, token }: XmlReader) =>
    attribute === undefined && token?.kind === "element" && token.isEmpty,
  "bool EOF": (_run: Run, reader: XmlReader) => reader.isAtEnd,
  "ReadState ReadState": (_run: Run, reader: XmlReader) => reader.state,
  "bool HasAttributes": (_run: Run, reader: XmlReader) => reader.attributes.length > 0,
  "int AttributeCount": (_run: Run, reader: XmlReader) => reader.attributes.length,
};

function placeOf(run: Run, reader: XmlReader, matches: (attribute: XmlAttributeToken) => boolean): number {
  run.spend(reader.attributes.length);
  return reader.attributes.findIndex(matches);
}

function namedAttribute(run: Run, reader: XmlReader, name: Text): Text {
  const place = placeOf(run, reader, ({ prefix, local }) => written(prefix, local) === name);
  return reader.attributes[place]?.value ?? null;
}

function expandedAttribute(run: Run, reader: XmlReader, name: Text, uri: Text): Text {
  const place = placeOf(run, reader, ({ local, namespace }) => local === name && namespace === (uri ?? ""));
  return reader.attributes[place]?.value ?? null;
}

function attributeAt(_run: Run, reader: XmlReader, index: number): string {
  const attribute = reader.attributes[index];
  if (attribute !== undefined) return attribute.value;
  throw argumentOutOfRange("i", "Specified argument was out of the range of valid values.");
}

const attributes: Members = {
  "string GetAttribute(string name)": namedAttribute,
  "string GetAttribute(string name, string namespaceURI)": expandedAttribute,
  "string GetAttribute(int i)": attributeAt,
  "string this[string name]": namedAttribute,
  "string this[string name, string namespaceURI]": expandedAttribute,
  "string this[int i]": attributeAt,
  "bool MoveToFirstAttribute()": (_run: Run, reader: XmlReader) => reader.moveToAttribute(0),
  "bool MoveToNextAttribute()": (_run: Run, reader: XmlReader) => reader.moveToNextAttribute(),
  "bool MoveToElement()": (_run: Run, reader: XmlReader) => reader.moveToElement(),
  "bool MoveToAttribute(string name)": (run: Run, reader: XmlReader, name: Text) =>
    reader.moveToAttribute(placeOf(run, reader, ({ prefix, local }) => written(prefix, local) === name)),
};

/** Whether the token at hand is an element, of that name where one is given. */
function isElement(reader: XmlReader, name?: Text): boolean {
  const isStart = reader.attribute === undefined && reader.token?.kind === "element";
  return isStart && (name === undefined || qualifiedName(reader) === name);
}

function isStart(_run: Run, reader: XmlReader, name?: Text): boolean {
  return reader.moveToContent() === xmlNodeTypes.Element && isElement(reader, name);
}

function readStart(run: Run, reader: XmlReader, name?: Text): void {
  if (!isStart(run, reader)) throw reader.error(`'${typeName(reader)}' is an invalid XmlNodeType.`);
  if (!isElement(reader, name)) throw reader.error(`Element '${name}' was not found.`);
  reader.read();
}

function typeName(reader: XmlReader): string {
  return Object.entries(xmlNodeTypes).find(([, type]) => type === reader.nodeType)?.[0] ?? "None";
}

function readEnd(_run: Run, reader: XmlReader): void {
  if (reader.moveToContent() !== xmlNodeTypes.EndElement) {
    throw reader.error(`'${typeName(reader)}' is an invalid XmlNodeType.`);
  }
  reader.read();
}

function toFollowing(_run: Run, reader: XmlReader, name: Text): boolean {
  while (reader.read()) if (isElement(reader, name)) return true;
  return false;
}

/** From the start of a document, or from an element, to what is in it. */
function toDescendant(_run: Run, reader: XmlReader, name: Text): boolean {
  const start = reader.state === readStates.Initial ? -1 : reader.depth;
  if (start >= 0 && (!isElement(reader) || (reader.token?.kind === "element" && reader.token.isEmpty))) {
    return false;
  }
  while (reader.read() && reader.depth > start) if (isElement(reader, name)) return true;
  return false;
}

function toNextSibling(_run: Run, reader: XmlReader, name: Text): boolean {
  reader.skip();
  while (reader.token !== undefined && reader.token.kind !== "end") {
    if (isElement(reader, name)) return true;
    reader.skip();
  }
  return false;
}

const elementText = (run: Run, reader: XmlReader): string =>
  reader.readElementText(run, "ReadElementContentAsString");

/** ReadElementContentAsInt and its like: C#'s type → the method's ending. */
const typed = { int: "Int", long: "Long", double: "Double", decimal: "Decimal", bool: "Boolean" } as const;

const reading: Members = {
  "bool Read()": (_run: Run, reader: XmlReader) => reader.read(),
  "XmlNodeType MoveToContent()": (_run: Run, reader: XmlReader) => reader.moveToContent(),
  "bool IsStartElement()": isStart,
  "bool IsStartElement(string name)": isStart,
  "void ReadStartElement()": readStart,
  "void ReadStartElement(string name)": readStart,
  "void ReadEndElement()": readEnd,
  "void Skip()": (_run: Run, reader: XmlReader) => reader.skip(),
  "string ReadElementContentAsString()": elementText,
  "string ReadElementString()": (run: Run, reader: XmlReader) => {
    reader.moveToContent();
    return reader.readElementText(run, "ReadElementString");
  },
  ...Object.fromEntries(
    Object.entries(typed).map(([keyword, ending]) => [
      `${keyword} ReadElementContentAs${ending}()`,
      (run: Run, reader: XmlReader) =>
        valueReaders[keyword]?.(run, reader.readElementText(run, `ReadElementContentAs${ending}`)),
    ]),
  ),
  "string ReadContentAsString()": (run: Run, reader: XmlReader) => reader.readText(run),
  "string ReadString()": (run: Run, reader: XmlReader) => {
    if (reader.token?.kind === "element") reader.read();
    return reader.readText(run);
  },
  "string ReadInnerXml()": (run: Run, reader: XmlReader) => reader.readXml(run, false),
  "string ReadOuterXml()": (run: Run, reader: XmlReader) => reader.readXml(run, true),
  "bool ReadToFollowing(string name)": toFollowing,
  "bool ReadToDescendant(string name)": toDescendant,
  "bool ReadToNextSibling(string name)": toNextSibling,
  "void Close()": close,
  "void Dispose()": close,
};

export const xmlReaderType = defineType({
  name: "System.Xml.XmlReader",
  kind: "class",
  bases: ["IDisposable"],
  isInstance: (value) => value instanceof XmlReader,
  members: {
    "static XmlReader Create(TextReader input)": (run: Run, input: StringReader | null) =>
      new XmlReader(run, given(input, "input").readToEnd(run)),
    "static XmlReader Create(string inputUri)": refused(
      "it would fetch an address: give it a StringReader over the text",
    ),
    ...state,
    ...attributes,
    ...reading,
  },
});
