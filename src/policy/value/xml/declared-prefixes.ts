// The namespace declarations around a node, for the prefixes that LINQ to XML chooses.

import { XML_NAMESPACE, XMLNS_NAMESPACE } from "./xml-token.ts";

/** Outermost first. */
export type DeclaredPrefixes = readonly { readonly prefix: string; readonly uri: string }[];

/**
 * The latest prefix that stands for `uri` and is not hidden by a later one; undefined where there is
 * none, and the writer finds its own. The default ("") is none for attributes.
 */
export function prefixFor(
  declared: DeclaredPrefixes,
  uri: string,
  mayBeDefault: boolean,
): string | undefined {
  if (uri === "") return "";
  for (let index = declared.length - 1; index >= 0; index--) {
    const entry = declared[index];
    if (entry?.uri !== uri || (!mayBeDefault && entry.prefix === "")) continue;
    if (declared.findLastIndex(({ prefix }) => prefix === entry.prefix) === index) return entry.prefix;
  }
  if (uri === XML_NAMESPACE) return "xml";
  return uri === XMLNS_NAMESPACE ? "xmlns" : undefined;
}
