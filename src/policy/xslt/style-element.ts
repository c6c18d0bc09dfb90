// A stylesheet as it stands in a policy document: elements, attributes and texts with their namespaces, white
// space stripped as XSLT 1.0 (3.4) says.

import type { Place } from "#kernel/diagnostic.ts";
import type { PolicyElement, SourceText } from "../document/document-tree.ts";
import { isBlankXml } from "../value/xml/xml-characters.ts";
import { XML_NAMESPACE } from "../value/xml/xml-token.ts";
import type { StyleReport } from "./style-report.ts";

export const XSLT_NAMESPACE = "http://www.w3.org/1999/XSL/Transform";

/** What holds for an element and what is in it. */
export type StyleScope = {
  /** Prefix → namespace; "" for the default one, where there is one. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Namespaces that literal result elements do not take along. */
  readonly excluded: ReadonlySet<string>;
  /** Namespaces whose elements are instructions of other processors. */
  readonly extensions: ReadonlySet<string>;
  readonly keepsSpace: boolean;
};

export type StyleAttribute = {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly place: Place;
  readonly value: SourceText;
};

export type StyleText = { readonly kind: "text"; readonly text: string; readonly place: Place };

export type StyleElement = {
  readonly kind: "element";
  /** As written. */
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly place: Place;
  readonly scope: StyleScope;
  /** Without declarations of namespaces. */
  readonly attributes: readonly StyleAttribute[];
  readonly content: readonly StyleContent[];
};

export type StyleContent = StyleElement | StyleText;

const outermost: StyleScope = {
  namespaces: new Map([["xml", XML_NAMESPACE]]),
  excluded: new Set([XSLT_NAMESPACE]),
  extensions: new Set(),
  keepsSpace: false,
};

/** @param prepare gives a value as it is used: named values put in */
export function readStyleElement(
  report: StyleReport,
  element: PolicyElement,
  prepare: (source: SourceText) => SourceText,
): StyleElement {
  return readElement({ report, prepare }, element, outermost);
}

type Reading = { readonly report: StyleReport; readonly prepare: (source: SourceText) => SourceText };

function readElement(reading: Reading, element: PolicyElement, outer: StyleScope): StyleElement {
  const namespaces = namespacesOf(reading, element, outer.namespaces);
  const attributes = readAttributes(reading, element, namespaces);
  const { prefix, local } = splitName(element.name);
  const uri = uriOf(reading, prefix, namespaces, element.place);
  const scope = scopeOf(reading, { uri, attributes }, { ...outer, namespaces });
  const keepsBlanks = scope.keepsSpace || (uri === XSLT_NAMESPACE && local === "text");
  const content = readContent(reading, element, scope, keepsBlanks);
  return {
    ...{ kind: "element", name: element.name, prefix, local, uri },
    ...{ place: element.place, scope, attributes, content },
  };
}

function namespacesOf(
  { prepare }: Reading,
  { attributes }: PolicyElement,
  outer: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const own = attributes.filter(({ name }) => name === "xmlns" || name.startsWith("xmlns:"));
  if (own.length === 0) return outer;
  const namespaces = new Map(outer);
  for (const { name, value } of own) {
    const uri = prepare(value).text;
    if (name === "xmlns" && uri === "") namespaces.delete("");
    else namespaces.set(name.slice("xmlns:".length), uri);
  }
  return namespaces;
}

function readAttributes(
  reading: Reading,
  element: PolicyElement,
  namespaces: ReadonlyMap<string, string>,
): readonly StyleAttribute[] {
  const attributes: StyleAttribute[] = [];
  for (const { name, place, value } of element.attributes) {
    if (name === "xmlns" || name.startsWith("xmlns:")) continue;
    const { prefix, local } = splitName(name);
    const uri = prefix === "" ? "" : uriOf(reading, prefix, namespaces, place);
    attributes.push({ name, prefix, local, uri, place, value: reading.prepare(value) });
  }
  return attributes;
}

export function splitName(name: string): { readonly prefix: string; readonly local: string } {
  const colon = name.indexOf(":");
  return colon < 0
    ? { prefix: "", local: name }
    : { prefix: name.slice(0, colon), local: name.slice(colon + 1) };
}

function uriOf(
  { report }: Reading,
  prefix: string,
  namespaces: ReadonlyMap<string, string>,
  place: Place,
): string {
  const uri = namespaces.get(prefix);
  if (uri !== undefined || prefix === "") return uri ?? "";
  report.mistake(
    place,
    `the prefix ${prefix} is not declared`,
    `write xmlns:${prefix}="…" on it or around it`,
  );
  return "";
}

type Named = { readonly uri: string; readonly attributes: readonly StyleAttribute[] };

function scopeOf(reading: Reading, { uri, attributes }: Named, outer: StyleScope): StyleScope {
  const own = uri === XSLT_NAMESPACE ? "" : XSLT_NAMESPACE;
  const ownAttribute = (local: string): StyleAttribute | undefined =>
    attributes.find((one) => one.local === local && one.uri === own);
  const space = attributes.find((one) => one.local === "space" && one.uri === XML_NAMESPACE)?.value.text;
  const extensions = prefixed(reading, ownAttribute("extension-element-prefixes"), outer);
  const excluded = [...prefixed(reading, ownAttribute("exclude-result-prefixes"), outer), ...extensions];
  return {
    namespaces: outer.namespaces,
    excluded: excluded.length === 0 ? outer.excluded : new Set([...outer.excluded, ...excluded]),
    extensions: extensions.length === 0 ? outer.extensions : new Set([...outer.extensions, ...extensions]),
    keepsSpace: space === undefined ? outer.keepsSpace : space === "preserve",
  };
}

/** The namespaces of a list of prefixes. */
function prefixed(
  { report }: Reading,
  attribute: StyleAttribute | undefined,
  { namespaces }: StyleScope,
): readonly string[] {
  const words = attribute?.value.text.split(/[ \t\r\n]+/).filter(Boolean) ?? [];
  return words.flatMap((word) => {
    const uri = namespaces.get(word === "#default" ? "" : word);
    if (uri !== undefined) return [uri];
    const message =
      word === "#default" ? "there is no default namespace" : `the prefix ${word} is not declared`;
    if (attribute !== undefined) report.mistake(attribute.place, message, `declare it, or take ${word} out`);
    return [];
  });
}

function readContent(
  reading: Reading,
  { content }: PolicyElement,
  scope: StyleScope,
  keepsBlanks: boolean,
): readonly StyleContent[] {
  const found: StyleContent[] = [];
  let text: StyleText | undefined;
  const endText = (): void => {
    if (text !== undefined && (keepsBlanks || !isBlankXml(text.text))) found.push(text);
    text = undefined;
  };
  for (const one of content) {
    if (one.kind === "text") {
      const source = reading.prepare(one.source);
      text = {
        kind: "text",
        text: (text?.text ?? "") + source.text,
        place: text?.place ?? source.placeAt(0),
      };
      continue;
    }
    endText();
    if (one.kind === "element") found.push(readElement(reading, one, scope));
  }
  endText();
  return found;
}

/** A plain attribute of an instruction. */
export function styleAttribute(element: StyleElement, local: string): StyleAttribute | undefined {
  return element.attributes.find((one) => one.local === local && one.uri === "");
}

export type XsltElement = StyleElement & { readonly uri: typeof XSLT_NAMESPACE };

export function isXslt(content: StyleContent, ...locals: readonly string[]): content is XsltElement {
  return content.kind === "element" && content.uri === XSLT_NAMESPACE && locals.includes(content.local);
}
