// What of an XML Schema would let senders choose how long their documents take: refused where it is read. All
// else that libxml2 does takes time in proportion to the document.

import type { XmlElement } from "libxml2-wasm";
import { elementsOf } from "./elements-of.ts";
import { patternAmbiguity } from "./pattern-ambiguity.ts";

const XSD = "http://www.w3.org/2001/XMLSchema";
const CONSTRAINTS: ReadonlySet<string> = new Set(["unique", "key", "keyref"]);

export type SchemaRisk = { readonly line: number; readonly message: string };

export function schemaRisks(root: XmlElement): readonly SchemaRisk[] {
  const found: SchemaRisk[] = [];
  const look = (element: XmlElement): void => {
    const { name, namespaceUri, line } = element;
    if (namespaceUri === XSD && CONSTRAINTS.has(name)) {
      const message = `xs:${name} is not supported: it takes time with the square of its elements`;
      found.push({ line, message });
    }
    if (namespaceUri === XSD && name === "pattern") {
      const value = element.attrs.find((attribute) => attribute.name === "value")?.value ?? "";
      const why = patternAmbiguity(value);
      if (why !== undefined) {
        const message = `the pattern ${JSON.stringify(value.slice(0, 100))} is not supported: ${why}, and could take any time`;
        found.push({ line, message });
      }
    }
    elementsOf(element).forEach(look);
  };
  look(root);
  return found;
}
