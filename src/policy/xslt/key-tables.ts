// xsl:key (XSLT 1.0, 12.2): the nodes of a document by what an expression says of them. A table is made when
// a key is asked for first.

import type { Run } from "../value/run.ts";
import { descendantNodes } from "../value/xml/x-axes.ts";
import { XContainer } from "../value/xml/x-container.ts";
import { XElement } from "../value/xml/x-element.ts";
import type { XObject } from "../value/xml/x-object.ts";
import type { XPathExpression } from "../value/xml/xpath-syntax.ts";
import { isNodeSet, stringOf, stringOfNode, type XPathValue } from "../value/xml/xpath-value.ts";
import type { PatternMatcher } from "./match-pattern.ts";
import type { KeyDefinition } from "./stylesheet.ts";
import { xsltError } from "./xslt-error.ts";

type Table = ReadonlyMap<string, ReadonlySet<XObject>>;

export class KeyTables {
  readonly #run: Run;
  readonly #definitions: ReadonlyMap<string, readonly KeyDefinition[]>;
  readonly #matcher: PatternMatcher;
  readonly #evaluate: (expression: XPathExpression, node: XObject) => XPathValue;
  /** By root and name; undefined while it is being made. */
  readonly #tables = new Map<XObject, Map<string, Table | undefined>>();

  constructor(
    run: Run,
    definitions: ReadonlyMap<string, readonly KeyDefinition[]>,
    matcher: PatternMatcher,
    evaluate: (expression: XPathExpression, node: XObject) => XPathValue,
  ) {
    this.#run = run;
    this.#definitions = definitions;
    this.#matcher = matcher;
    this.#evaluate = evaluate;
  }

  /** In the order of the document that `near` is in. @throws ClrException for a key that there is not */
  find(name: string, values: readonly string[], near: XObject): readonly XObject[] {
    const table = this.#tableOf(name, near.root);
    const [first, ...others] = values;
    const found = table.get(first ?? "");
    this.#run.spend(values.length + (found?.size ?? 0));
    if (first === undefined) return [];
    if (others.length === 0) return found === undefined ? [] : [...found];
    const wanted = new Set<XObject>();
    for (const value of values) for (const node of table.get(value) ?? []) wanted.add(node);
    this.#run.spend(wanted.size);
    return this.#inOrder(near.root, wanted);
  }

  #inOrder(root: XObject, wanted: ReadonlySet<XObject>): readonly XObject[] {
    return wanted.size < 2 ? [...wanted] : [...this.#nodesOf(root)].filter((node) => wanted.has(node));
  }

  #tableOf(name: string, root: XObject): Table {
    const own = this.#tables.get(root) ?? new Map<string, Table | undefined>();
    this.#tables.set(root, own);
    const known = own.get(name);
    if (known !== undefined) return known;
    const definitions = this.#definitions.get(name);
    if (definitions === undefined) throw xsltError(`There is no key '${name}'.`);
    if (own.has(name)) throw xsltError(`The key '${name}' depends on itself.`);
    own.set(name, undefined);
    const table = this.#make(definitions, root);
    own.set(name, table);
    return table;
  }

  #make(definitions: readonly KeyDefinition[], root: XObject): Table {
    const table = new Map<string, Set<XObject>>();
    for (const node of this.#nodesOf(root)) {
      for (const { patterns, use } of definitions) {
        if (!this.#matcher.matchesAny(patterns, node)) continue;
        const value = this.#evaluate(use, node);
        const texts = isNodeSet(value)
          ? value.map((one) => stringOfNode(this.#run, one))
          : [stringOf(this.#run, value)];
        for (const text of texts) {
          this.#run.allocate(48);
          const nodes = table.get(text) ?? new Set();
          table.set(text, nodes.add(node));
        }
      }
    }
    return table;
  }

  /** In the order of the document, attributes behind their elements. */
  *#nodesOf(root: XObject): Generator<XObject, void> {
    yield root;
    if (!(root instanceof XContainer)) return;
    for (const node of descendantNodes(this.#run, root)) {
      yield node;
      if (!(node instanceof XElement)) continue;
      for (const attribute of node.attributes) {
        this.#run.spend(1);
        if (!attribute.isNamespaceDeclaration) yield attribute;
      }
    }
  }
}
