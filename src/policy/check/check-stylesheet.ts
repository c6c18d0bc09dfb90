// A stylesheet in a document: compiled as it will be when it runs, and everything that is wrong with it told.

import { childElements, type PolicyElement, type SourceText } from "../document/document-tree.ts";
import type { ChildDefinition } from "../statement/schema.ts";
import { compileStylesheet } from "../xslt/compile-stylesheet.ts";
import type { CheckContext } from "./check-context.ts";
import { placeholdersOf, substituteNamedValues } from "./substitute-named-values.ts";

/** Gives the element without its stylesheet: what is left is to be checked as usual.
 * @param children its others */
export function checkStylesheet(
  context: CheckContext,
  element: PolicyElement,
  children: readonly ChildDefinition[],
): PolicyElement {
  const names = children.map((child) => child.element.name);
  const [sheet, second] = childElements(element).filter(({ name }) => !names.includes(name));
  if (sheet === undefined) {
    const message = `${element.name} has no xsl:stylesheet`;
    context.complain(element.place, "missing-element", message, "write <xsl:stylesheet>");
    return element;
  }
  if (second !== undefined) {
    const message = `${element.name} has more than one stylesheet`;
    context.complain(second.place, "repeated-element", message, "leave one of them");
  }
  let needsValues = false;
  const { diagnostics, parameters } = compileStylesheet(sheet, (source) => {
    needsValues ||= context.namedValues === undefined && placeholdersOf(source.text).length > 0;
    return withNamedValues(context, source);
  });
  if (needsValues && diagnostics.some(({ severity }) => severity === "error")) {
    const message = "the stylesheet cannot be checked without the named values";
    context.warn(sheet.place, "named-value-unknown", message, "give the named values to check it");
  } else context.diagnostics.push(...diagnostics);
  warnOfUnknown(context, element, parameters);
  return { ...element, content: element.content.filter((one) => one !== sheet && one !== second) };
}

/** Braces in pairs are XSLT's own, too: those that are no named value stay. */
function withNamedValues({ namedValues }: CheckContext, source: SourceText): SourceText {
  if (namedValues === undefined || !source.text.includes("{{")) return source;
  const { text, originalOffset } = substituteNamedValues(source.text, namedValues);
  return { text, placeAt: (offset) => source.placeAt(originalOffset(offset)) };
}

/** What the stylesheet does not declare, it does not see. */
function warnOfUnknown(context: CheckContext, element: PolicyElement, known: ReadonlySet<string>): void {
  for (const { name, attributes } of childElements(element)) {
    if (name !== "parameter") continue;
    for (const attribute of attributes) {
      const wanted = attribute.value.text.trim();
      if (!["name", "parameter-name"].includes(attribute.name) || known.has(wanted)) continue;
      if (wanted.includes("{{")) continue;
      const message = `the stylesheet has no parameter ${wanted}`;
      context.warn(
        attribute.place,
        "unknown-parameter",
        message,
        `write <xsl:param name="${wanted}" /> in it`,
      );
    }
  }
}
