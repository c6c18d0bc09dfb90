// The tree that a transformation reads: XPath's, in which CDATA is text and text lies in one piece.

import type { Run } from "../value/run.ts";
import { TreeBuilder } from "../value/xml/load-tree.ts";
import type { XDocument } from "../value/xml/x-document.ts";
import { XmlTokenizer } from "../value/xml/xml-tokenizer.ts";
import { type SpaceRules, stripSpace } from "./space-rules.ts";

/** @throws ClrException XmlException */
export function loadSource(run: Run, text: string, space: SpaceRules): XDocument {
  const builder = new TreeBuilder(run, true);
  const tokens = new XmlTokenizer(run, text);
  for (let token = tokens.next(); token !== undefined; token = tokens.next()) {
    const isAroundRoot = token.kind === "whitespace" && token.depth === 0;
    if (isAroundRoot) continue;
    if (token.kind !== "cdata") builder.take(token);
    else if (token.value !== "") builder.take({ ...token, kind: "text" });
  }
  stripSpace(run, builder.document, space);
  return builder.document;
}
