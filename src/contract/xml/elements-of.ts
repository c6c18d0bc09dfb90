// The children of an element that are elements.

import type { XmlElement } from "libxml2-wasm";

export function elementsOf(parent: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (let node = parent.firstChild; node !== null; node = node.next) {
    // Of the library's node classes only elements have attributes.
    if ("attrs" in node) found.push(node as XmlElement);
  }
  return found;
}
