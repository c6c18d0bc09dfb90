// Copies nodes into a result (XSLT 1.0, 11.3).

import { XAttribute } from "../value/xml/x-attribute.ts";
import { XContainer } from "../value/xml/x-container.ts";
import { XElement } from "../value/xml/x-element.ts";
import { XComment, XProcessingInstruction, XText } from "../value/xml/x-leaf.ts";
import { checkDepth, type XObject } from "../value/xml/x-object.ts";
import { NamespaceNode } from "./namespace-node.ts";
import { RawText, type ResultBuilder, type ResultName } from "./result-tree.ts";
import type { Transformation } from "./transformation.ts";

export const resultNameOf = ({ name, sourcePrefix }: XElement | XAttribute): ResultName => ({
  prefix: sourcePrefix,
  local: name.local,
  uri: name.namespace.uri,
});

/** With everything that is in it. */
export function copyDeep(transformation: Transformation, node: XObject, depth = 0): void {
  const { out, run, namespaces } = transformation;
  checkDepth(depth);
  run.spend(1);
  if (node instanceof XElement) {
    out.startElement(resultNameOf(node), namespaces.of(node));
    for (const attribute of node.attributes) {
      if (!attribute.isNamespaceDeclaration) out.attribute(resultNameOf(attribute), attribute.value);
    }
    for (const child of node.children) copyDeep(transformation, child, depth + 1);
    out.endElement();
  } else if (node instanceof XContainer) {
    for (const child of node.children) copyDeep(transformation, child, depth + 1);
  } else copyLeaf(out, node);
}

export function copyLeaf(out: ResultBuilder, node: XObject): void {
  if (node instanceof NamespaceNode) out.namespace(node.prefix, node.value);
  else if (node instanceof XAttribute) out.attribute(resultNameOf(node), node.value);
  else if (node instanceof XText) out.text(node.value, node instanceof RawText);
  else if (node instanceof XComment) out.comment(node.value);
  else if (node instanceof XProcessingInstruction) out.instruction(node.target, node.data);
}
