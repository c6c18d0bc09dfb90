// System.Xml.Linq.XName and XNamespace. The CLR keeps one of each name and compares references; here equal
// names are equal.

import { argumentException, argumentNull } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { verifyNcName } from "./xml-characters.ts";
import { XML_NAMESPACE, XMLNS_NAMESPACE } from "./xml-token.ts";

export class XNamespace extends ClrObject {
  readonly clrName = "System.Xml.Linq.XNamespace";
  readonly uri: string;

  constructor(uri: string) {
    super();
    this.uri = uri;
  }

  /** @throws ClrException XmlException for what is no name */
  name(local: string | null): XName {
    if (local === null) throw argumentNull("localName");
    return new XName(this, verifyNcName(local));
  }

  override toString(): string {
    return this.uri;
  }

  override equals(other: unknown): boolean {
    return other instanceof XNamespace && other.uri === this.uri;
  }

  override hashKey(): unknown {
    return this.uri;
  }
}

export class XName extends ClrObject {
  readonly clrName = "System.Xml.Linq.XName";
  readonly namespace: XNamespace;
  readonly local: string;

  /** `local` is a name without a colon. */
  constructor(namespace: XNamespace, local: string) {
    super();
    this.namespace = namespace;
    this.local = local;
  }

  /** `{namespace}local`. */
  override toString(): string {
    return this.namespace.uri === "" ? this.local : `{${this.namespace.uri}}${this.local}`;
  }

  override equals(other: unknown): boolean {
    return other instanceof XName && other.local === this.local && other.namespace.uri === this.namespace.uri;
  }

  override hashKey(): unknown {
    return this.toString();
  }
}

export const noNamespace = new XNamespace("");
export const xmlNamespace = new XNamespace(XML_NAMESPACE);
export const xmlnsNamespace = new XNamespace(XMLNS_NAMESPACE);

/** `local` or `{namespace}local`. @throws ClrException ArgumentException, XmlException */
export function expandedName(text: string): XName {
  if (text === "") throw argumentException("'' is an invalid expanded name.");
  if (!text.startsWith("{")) return noNamespace.name(text);
  const end = text.lastIndexOf("}");
  if (end <= 1 || end === text.length - 1) throw argumentException(`'${text}' is an invalid expanded name.`);
  return new XNamespace(text.slice(1, end)).name(text.slice(end + 1));
}
