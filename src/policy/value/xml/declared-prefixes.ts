// The namespace declarations around a node, for the prefixes that LINQ to XML chooses.

import { XML_NAMESPACE, XMLNS_NAMESPACE } from "./xml-token.ts";

/** Outermost first. */
export type DeclaredPrefixes = readonly { readonly prefix: string; readonly uri: string }[];

/** Namespace → the latest prefix for it that no later declaration hides. */
type Visible = {
  readonly all: ReadonlyMap<string, string>;
  /** Without the default, which is none for attributes. */
  readonly named: ReadonlyMap<string, string>;
};

/** Nodes that declare nothing share the list of those around them: it is searched through once. */
const known = new WeakMap<DeclaredPrefixes, Visible>();

/** Undefined where no declaration stands for `uri`, and the writer finds its own prefix. */
export function prefixFor(
  declared: DeclaredPrefixes,
  uri: string,
  mayBeDefault: boolean,
): string | undefined {
  if (uri === "") return "";
  const visible = known.get(declared) ?? visibleIn(declared);
  const found = (mayBeDefault ? visible.all : visible.named).get(uri);
  if (found !== undefined) return found;
  if (uri === XML_NAMESPACE) return "xml";
  return uri === XMLNS_NAMESPACE ? "xmlns" : undefined;
}

function visibleIn(declared: DeclaredPrefixes): Visible {
  const hidden = new Set<string>();
  const all = new Map<string, string>();
  const named = new Map<string, string>();
  for (const { prefix, uri } of declared.toReversed()) {
    if (hidden.has(prefix)) continue;
    hidden.add(prefix);
    if (!all.has(uri)) all.set(uri, prefix);
    if (prefix !== "" && !named.has(uri)) named.set(uri, prefix);
  }
  const visible = { all, named };
  known.set(declared, visible);
  return visible;
}
