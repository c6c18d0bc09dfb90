// System.Xml.Linq.XAttribute. Namespace declarations are attributes too.

import type { Run } from "../run.ts";
import { type DeclaredPrefixes, prefixFor } from "./declared-prefixes.ts";
import type { XName } from "./x-name.ts";
import { XObject, xmlNodeTypes } from "./x-object.ts";
import type { XmlTextWriter } from "./xml-text-writer.ts";
import { XMLNS_NAMESPACE } from "./xml-token.ts";

export class XAttribute extends XObject {
  readonly clrName = "System.Xml.Linq.XAttribute";
  override readonly nodeType = xmlNodeTypes.Attribute;
  readonly name: XName;
  /** The prefix in the text that it was read from, for XmlDocument; LINQ chooses its own. */
  readonly sourcePrefix: string;
  value: string;

  constructor(name: XName, value: string, sourcePrefix = "") {
    super();
    this.name = name;
    this.value = value;
    this.sourcePrefix = sourcePrefix;
  }

  get isNamespaceDeclaration(): boolean {
    const { local, namespace } = this.name;
    return namespace.uri === XMLNS_NAMESPACE || (namespace.uri === "" && local === "xmlns");
  }

  /** Of a declaration: `p` in xmlns:p, "" in xmlns. */
  get declaredPrefix(): string {
    return this.name.namespace.uri === "" ? "" : this.name.local;
  }

  /** ` name="value"`, as it stands in a tag. */
  override write(writer: XmlTextWriter, declared: DeclaredPrefixes): void {
    const { local, namespace } = this.name;
    const uri = this.isNamespaceDeclaration ? XMLNS_NAMESPACE : namespace.uri;
    writer.attribute(prefixFor(declared, uri, false), local, uri, this.value);
  }

  /** `name="value"`. */
  override print(run: Run | undefined, options: number): string {
    return super.print(run, options).slice(1);
  }

  copy(): XAttribute {
    return new XAttribute(this.name, this.value, this.sourcePrefix);
  }
}
