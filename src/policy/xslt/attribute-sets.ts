// Attribute sets that elements use by name (XSLT 1.0, 7.1.4).

import { expandName } from "./names.ts";
import { wordsIn } from "./read-style-attributes.ts";
import type { LocalScope } from "./scope.ts";
import type { StyleAttribute, StyleElement } from "./style-element.ts";
import type { AttributeSet, Instruction } from "./stylesheet.ts";

/** @param attribute `use-attribute-sets`, which literal result elements have in the namespace of XSLT */
export function compileAttributeSets(
  { scope: { namespaces } }: StyleElement,
  { declarations, report }: LocalScope,
  attribute: StyleAttribute | undefined,
): Instruction {
  if (attribute === undefined) return () => undefined;
  const sets: AttributeSet[] = [];
  for (const word of wordsIn(attribute.value.text)) {
    const name = expandName(word, namespaces);
    const set = name === undefined ? undefined : declarations.attributeSets.get(name);
    if (set !== undefined) sets.push(set);
    else {
      const names = [...declarations.attributeSets.keys()].join(", ");
      const hint = names === "" ? "the stylesheet has none" : `there are ${names}`;
      report.mistake(attribute.value.placeAt(0), `there is no attribute set ${word}`, hint);
    }
  }
  return (at) => {
    for (const { parts } of sets) {
      for (const template of parts) at.transformation.complete({ template, at });
    }
    return undefined;
  };
}
