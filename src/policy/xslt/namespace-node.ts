// Namespace nodes of XPath: one for each prefix that can be used in an element.

import type { Run } from "../value/run.ts";
import { XAttribute } from "../value/xml/x-attribute.ts";
import { XElement } from "../value/xml/x-element.ts";
import { noNamespace, XName } from "../value/xml/x-name.ts";
import { NODE_BYTES, type XObject } from "../value/xml/x-object.ts";
import { XML_NAMESPACE } from "../value/xml/xml-token.ts";

export class NamespaceNode extends XAttribute {
  constructor(element: XElement, prefix: string, uri: string) {
    super(new XName(noNamespace, prefix), uri);
    this.parent = element;
  }

  get prefix(): string {
    return this.name.local;
  }
}

type Namespaces = ReadonlyMap<string, string>;

const none: Namespaces = new Map();

/** Knows which prefixes can be used where, for trees that do not change meanwhile. */
export class NamespacesInScope {
  readonly #run: Run;
  readonly #known = new Map<XElement, Namespaces>();
  readonly #nodes = new Map<XElement, readonly NamespaceNode[]>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** Prefix → namespace, without xml. */
  of(element: XElement): Namespaces {
    const chain: XElement[] = [];
    let known: Namespaces | undefined;
    for (let at: XObject | null = element; at instanceof XElement && known === undefined; at = at.parent) {
      this.#run.spend(1);
      known = this.#known.get(at);
      if (known === undefined) chain.push(at);
    }
    let namespaces = known ?? none;
    for (const one of chain.reverse()) {
      namespaces = this.#within(one, namespaces);
      this.#run.allocate(16);
      this.#known.set(one, namespaces);
    }
    return namespaces;
  }

  #within(element: XElement, outer: Namespaces): Namespaces {
    const own = element.attributes.filter((attribute) => attribute.isNamespaceDeclaration);
    if (own.length === 0) return outer;
    this.#run.spend(outer.size + own.length);
    this.#run.allocate((outer.size + own.length) * 16);
    const namespaces = new Map(outer);
    for (const { declaredPrefix, value } of own) {
      if (declaredPrefix === "xml") continue;
      if (value === "") namespaces.delete(declaredPrefix);
      else namespaces.set(declaredPrefix, value);
    }
    return namespaces;
  }

  /** The axis `namespace`. */
  nodesOf(node: XObject): readonly NamespaceNode[] {
    if (!(node instanceof XElement)) return [];
    const known = this.#nodes.get(node);
    if (known !== undefined) return known;
    const entries = [["xml", XML_NAMESPACE] as const, ...this.of(node)];
    this.#run.allocate(entries.length * NODE_BYTES);
    const nodes = entries.map(([prefix, uri]) => new NamespaceNode(node, prefix, uri));
    this.#nodes.set(node, nodes);
    return nodes;
  }
}
