// Reads xsl:strip-space and xsl:preserve-space.

import { isNcName, isQName } from "./names.ts";
import { wordsIn } from "./read-style-attributes.ts";
import type { SpaceRule } from "./space-rules.ts";
import { type StyleElement, splitName, styleAttribute } from "./style-element.ts";
import type { StyleReport } from "./style-report.ts";

export function readSpaceRules(element: StyleElement, report: StyleReport): readonly SpaceRule[] {
  const attribute = styleAttribute(element, "elements");
  if (attribute === undefined) return [];
  const isStripped = element.local === "strip-space";
  return wordsIn(attribute.value.text).flatMap((word) => {
    const test = nameTest(word, element.scope.namespaces);
    if (test !== undefined) return [{ ...test, isStripped }];
    const message = `${word} names no elements, or its prefix is not declared`;
    report.mistake(attribute.value.placeAt(0), message, "write *, prefix:*, name or prefix:name");
    return [];
  });
}

function nameTest(
  word: string,
  namespaces: ReadonlyMap<string, string>,
): Pick<SpaceRule, "uri" | "local"> | undefined {
  if (word === "*") return { uri: undefined, local: undefined };
  const { prefix, local } = splitName(word);
  const isAll = local === "*" && isNcName(prefix);
  if (!isAll && !isQName(word)) return undefined;
  const uri = prefix === "" ? "" : namespaces.get(prefix);
  return uri === undefined ? undefined : { uri, local: isAll ? undefined : local };
}
