// The attributes of a start tag, with their namespaces (Namespaces in XML 1.0).

import { isNameStart } from "./xml-characters.ts";
import type { QualifiedName, XmlSource } from "./xml-source.ts";
import { XML_NAMESPACE, XMLNS_NAMESPACE, type XmlAttributeToken } from "./xml-token.ts";

type RawAttribute = QualifiedName & { readonly value: string; readonly quoteAt: number };

/** Prefix → namespace; "" is the default. */
export type NamespaceScope = ReadonlyMap<string, string>;

export type ReadAttributes = {
  readonly attributes: readonly XmlAttributeToken[];
  /** With what this tag declares. */
  readonly scope: NamespaceScope;
};

/** `unclosed` makes the exception for the end of the text. */
export function readAttributes(
  source: XmlSource,
  element: QualifiedName,
  outer: NamespaceScope,
  unclosed: () => Error,
): ReadAttributes {
  const raw: RawAttribute[] = [];
  const names = new Set<string>();
  for (;;) {
    const hasSpace = source.skipSpace();
    if (source.isAtEnd()) throw unclosed();
    if (source.startsWith("/") || source.startsWith(">")) break;
    if (!hasSpace && isNameStart(source.code)) throw source.unexpected("Expecting white space.");
    const attribute = readAttribute(source);
    const name = qualified(attribute);
    if (names.has(name)) throw duplicate(source, attribute);
    names.add(name);
    raw.push(attribute);
  }
  if (raw.length === 0) {
    namespaceOf(source, element, outer);
    return { attributes: [], scope: outer };
  }
  const scope = declare(source, raw, outer);
  namespaceOf(source, element, scope);
  return { attributes: withNamespaces(source, raw, scope), scope };
}

const qualified = ({ prefix, local }: QualifiedName): string =>
  prefix === "" ? local : `${prefix}:${local}`;

function duplicate(source: XmlSource, attribute: QualifiedName): Error {
  return source.error(`'${qualified(attribute)}' is a duplicate attribute name.`, attribute.at);
}

function readAttribute(source: XmlSource): RawAttribute {
  const name = source.qualifiedName();
  source.skipSpace();
  if (source.isAtEnd()) throw source.error("Unexpected end of file has occurred.");
  if (!source.take("=")) throw source.expected("=");
  source.skipSpace();
  if (source.isAtEnd()) throw source.error("Unexpected end of file has occurred.");
  const quoteAt = source.at;
  const quote = source.text[quoteAt];
  if (quote !== '"' && quote !== "'") throw source.unexpected("The expected token is '\"' or '''.");
  source.at++;
  return { ...name, value: readValue(source, quote), quoteAt };
}

/** White space is normalized to blanks (XML 1.0, 3.3.3), but not what references stand for. */
function readValue(source: XmlSource, quote: string): string {
  let value = "";
  let start = source.at;
  for (;;) {
    if (source.isAtEnd()) throw source.error("There is an unclosed literal string.");
    const { code } = source;
    if (source.text[source.at] === quote) break;
    if (code === 60) {
      throw source.error("'<', hexadecimal value 0x3C, is an invalid attribute character.");
    }
    if (code === 38) {
      value += plain(source, start) + source.reference();
      start = source.at;
    } else source.at++;
  }
  value += plain(source, start);
  source.at++;
  return value;
}

function plain(source: XmlSource, start: number): string {
  source.checkCharacters(start, source.at);
  const text = source.text.slice(start, source.at);
  return /[\t\r\n]/.test(text) ? text.replaceAll("\r\n", " ").replaceAll(/[\t\r\n]/g, " ") : text;
}

function declare(source: XmlSource, raw: readonly RawAttribute[], outer: NamespaceScope): NamespaceScope {
  let scope: Map<string, string> | undefined;
  for (const attribute of raw) {
    const isDefault = attribute.prefix === "" && attribute.local === "xmlns";
    if (!isDefault && attribute.prefix !== "xmlns") continue;
    checkDeclaration(source, attribute, isDefault);
    scope ??= new Map(outer);
    scope.set(isDefault ? "" : attribute.local, attribute.value);
  }
  return scope ?? outer;
}

function checkDeclaration(source: XmlSource, attribute: RawAttribute, isDefault: boolean): void {
  if (isDefault) return;
  if (attribute.local === "xmlns") {
    throw source.error('Prefix "xmlns" is reserved for use by XML.', attribute.at);
  }
  if (attribute.local === "xml" && attribute.value !== XML_NAMESPACE) {
    const message = `Prefix "xml" is reserved for use by XML and can be mapped only to namespace name "${XML_NAMESPACE}".`;
    throw source.error(message, attribute.at);
  }
  if (attribute.value === "") throw source.error("Invalid namespace declaration.", attribute.quoteAt);
}

/** The namespace of a prefix. @throws ClrException XmlException */
export function namespaceOf(source: XmlSource, name: QualifiedName, scope: NamespaceScope): string {
  const found = scope.get(name.prefix);
  if (found !== undefined) return found;
  if (name.prefix === "") return "";
  if (name.prefix === "xml") return XML_NAMESPACE;
  if (name.prefix === "xmlns") return XMLNS_NAMESPACE;
  throw source.error(`'${name.prefix}' is an undeclared prefix.`, name.at);
}

function withNamespaces(
  source: XmlSource,
  raw: readonly RawAttribute[],
  scope: NamespaceScope,
): XmlAttributeToken[] {
  const expanded = new Map<string, Set<string>>();
  return raw.map((attribute) => {
    const { prefix, local, value } = attribute;
    if (prefix === "") {
      return { prefix, local, namespace: local === "xmlns" ? XMLNS_NAMESPACE : "", value };
    }
    const namespace = namespaceOf(source, attribute, scope);
    const locals = expanded.get(namespace) ?? new Set();
    if (locals.has(local)) throw duplicate(source, attribute);
    expanded.set(namespace, locals.add(local));
    return { prefix, local, namespace, value };
  });
}
