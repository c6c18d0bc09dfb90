// XName and XNamespace as expressions see them.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { expandedName, noNamespace, XName, XNamespace, xmlNamespace, xmlnsNamespace } from "./x-name.ts";

type Text = string | null;
type Both = XName | XNamespace | null;

function paid(run: Run, text: string): string {
  run.spend(text.length);
  run.allocate(64 + text.length * 2);
  return text;
}

function nameOf(run: Run, text: Text): XName {
  if (text === null) throw argumentNull("expandedName");
  return expandedName(paid(run, text));
}

function namespaceOf(run: Run, text: Text): XNamespace {
  if (text === null) throw argumentNull("namespaceName");
  return new XNamespace(paid(run, text));
}

const isEqual = (_run: Run, a: Both, b: Both): boolean =>
  a === b || (a !== null && b !== null && a.equals(b));
const isUnequal = (run: Run, a: Both, b: Both): boolean => !isEqual(run, a, b);

const nameDefinition = defineType({
  name: "System.Xml.Linq.XName",
  kind: "class",
  isInstance: (value) => value instanceof XName,
  members: {
    "string LocalName": (_run: Run, name: XName) => name.local,
    "string NamespaceName": (_run: Run, name: XName) => name.namespace.uri,
    "XNamespace Namespace": (_run: Run, name: XName) => name.namespace,
    "string ToString()": (run: Run, name: XName) => paid(run, name.toString()),
    "bool Equals(object obj)": (_run: Run, name: XName, other: unknown) => name.equals(other),
    "static XName Get(string expandedName)": nameOf,
    "static XName Get(string localName, string namespaceName)": (run: Run, local: Text, uri: Text) =>
      namespaceOf(run, uri).name(local),
    "static implicit operator XName(string expandedName)": (run: Run, text: Text) =>
      text === null ? null : nameOf(run, text),
    "static bool operator ==(XName left, XName right)": isEqual,
    "static bool operator !=(XName left, XName right)": isUnequal,
  },
});

const namespaceDefinition = defineType({
  name: "System.Xml.Linq.XNamespace",
  kind: "class",
  isInstance: (value) => value instanceof XNamespace,
  members: {
    "string NamespaceName": (_run: Run, namespace: XNamespace) => namespace.uri,
    "string ToString()": (_run: Run, namespace: XNamespace) => namespace.uri,
    "bool Equals(object obj)": (_run: Run, namespace: XNamespace, other: unknown) => namespace.equals(other),
    "XName GetName(string localName)": (_run: Run, namespace: XNamespace, local: Text) =>
      namespace.name(local),
    "static XNamespace Get(string namespaceName)": namespaceOf,
    "static XNamespace None": () => noNamespace,
    "static XNamespace Xml": () => xmlNamespace,
    "static XNamespace Xmlns": () => xmlnsNamespace,
    "static implicit operator XNamespace(string namespaceName)": (run: Run, text: Text) =>
      text === null ? null : namespaceOf(run, text),
    "static XName operator +(XNamespace ns, string localName)": (
      _run: Run,
      namespace: XNamespace | null,
      local: Text,
    ) => {
      if (namespace === null) throw argumentNull("ns");
      return namespace.name(local);
    },
    "static bool operator ==(XNamespace left, XNamespace right)": isEqual,
    "static bool operator !=(XNamespace left, XNamespace right)": isUnequal,
  },
});

export const nameTypes: readonly TypeDefinition[] = [nameDefinition, namespaceDefinition];
