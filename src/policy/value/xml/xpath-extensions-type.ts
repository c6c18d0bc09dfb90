// System.Xml.XPath.Extensions: XPath over LINQ to XML. Its name is not .NET's for the reason in
// node-extensions-type.ts.

import { defineType } from "../../type/type-definition.ts";
import { doubleType, objectType } from "../../type/well-known.ts";
import { Boxed } from "../boxed.ts";
import { clrTypeNameOf } from "../clr-type-name.ts";
import { Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";
import { evaluateXPath } from "./evaluate-xpath.ts";
import type { KnownPrefixes } from "./known-prefixes.ts";
import { elementSequence } from "./x-axes.ts";
import { XElement } from "./x-element.ts";
import { given } from "./x-node-type.ts";
import type { XNode } from "./x-object.ts";
import { invalidOperation } from "./xml-error.ts";
import { isNodeSet, type XPathValue } from "./xpath-value.ts";

type Text = string | null;
type Resolver = KnownPrefixes | null | undefined;

function asObject(value: XPathValue): unknown {
  return typeof value === "number" ? new Boxed(doubleType, value) : value;
}

function evaluated(run: Run, node: XNode | null, text: Text, resolver: Resolver): XPathValue {
  return evaluateXPath(run, given(text, "xpath"), given(node, "node"), resolver?.prefixes);
}

/** @throws ClrException InvalidOperationException for whatever is no element */
function elements(run: Run, node: XNode | null, text: Text, resolver?: Resolver): XElement[] {
  const value = evaluated(run, node, text, resolver);
  return (isNodeSet(value) ? value : [value]).map((found) => {
    if (found instanceof XElement) return found;
    const type = clrTypeNameOf(typeof found === "object" ? found : asObject(found));
    throw invalidOperation(`The XPath expression evaluated to unexpected type ${type}.`);
  });
}

const select = (run: Run, node: XNode | null, text: Text, resolver?: Resolver): XElement | null =>
  elements(run, node, text, resolver)[0] ?? null;

const selectAll = (run: Run, node: XNode | null, text: Text, resolver?: Resolver): Sequence =>
  elementSequence(() => elements(run, node, text, resolver));

function evaluate(run: Run, node: XNode | null, text: Text, resolver?: Resolver): unknown {
  const value = evaluated(run, node, text, resolver);
  return isNodeSet(value) ? new Sequence(objectType, () => value.values()) : asObject(value);
}

export const xpathExtensionsType = defineType({
  name: "System.Xml.XPath.XPathExtensions",
  kind: "static",
  members: {
    "static XElement XPathSelectElement(this XNode node, string expression)": select,
    "static XElement XPathSelectElement(this XNode node, string expression, IXmlNamespaceResolver resolver)":
      select,
    "static IEnumerable<XElement> XPathSelectElements(this XNode node, string expression)": selectAll,
    "static IEnumerable<XElement> XPathSelectElements(this XNode node, string expression, IXmlNamespaceResolver resolver)":
      selectAll,
    "static object XPathEvaluate(this XNode node, string expression)": evaluate,
    "static object XPathEvaluate(this XNode node, string expression, IXmlNamespaceResolver resolver)":
      evaluate,
  },
});
