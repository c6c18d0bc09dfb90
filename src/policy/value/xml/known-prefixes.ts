// System.Xml.XmlNamespaceManager: prefixes for XPath; and the name tables that its constructor asks for,
// which hold nothing here.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import { given } from "./x-node-type.ts";
import { XML_NAMESPACE, XMLNS_NAMESPACE } from "./xml-token.ts";

type Text = string | null;

export class NameTable extends ClrObject {
  readonly clrName = "System.Xml.NameTable";
}

export class KnownPrefixes extends ClrObject {
  readonly clrName = "System.Xml.XmlNamespaceManager";
  readonly prefixes = new Map([
    ["xml", XML_NAMESPACE],
    ["xmlns", XMLNS_NAMESPACE],
    ["", ""],
  ]);
}

export const prefixTypes: readonly TypeDefinition[] = [
  defineType({
    name: "System.Xml.XmlNameTable",
    kind: "class",
    isInstance: (value) => value instanceof NameTable,
    members: {},
  }),
  defineType({
    name: "System.Xml.NameTable",
    kind: "class",
    bases: ["XmlNameTable"],
    isInstance: (value) => value instanceof NameTable,
    members: { "new()": () => new NameTable() },
  }),
  defineType({
    name: "System.Xml.IXmlNamespaceResolver",
    kind: "interface",
    isInstance: (value) => value instanceof KnownPrefixes,
    members: {},
  }),
  defineType({
    name: "System.Xml.XmlNamespaceManager",
    kind: "class",
    bases: ["IXmlNamespaceResolver"],
    isInstance: (value) => value instanceof KnownPrefixes,
    members: {
      "new(XmlNameTable nameTable)": (_run: Run, table: NameTable | null) => {
        given(table, "nameTable");
        return new KnownPrefixes();
      },
      "void AddNamespace(string prefix, string uri)": (
        run: Run,
        ...[manager, prefix, uri]: [KnownPrefixes, Text, Text]
      ) => {
        run.allocate(64);
        manager.prefixes.set(given(prefix, "prefix"), given(uri, "uri"));
      },
      "string LookupNamespace(string prefix)": (_run: Run, manager: KnownPrefixes, prefix: Text) =>
        prefix === null ? null : (manager.prefixes.get(prefix) ?? null),
      "bool HasNamespace(string prefix)": (_run: Run, manager: KnownPrefixes, prefix: Text) =>
        prefix !== null && manager.prefixes.has(prefix),
    },
  }),
];
