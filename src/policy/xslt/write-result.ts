// Writes a result as text (XSLT 1.0, 16), by the method that the stylesheet says or that the result suggests.

import type { Run } from "../value/run.ts";
import { XElement } from "../value/xml/x-element.ts";
import { XText } from "../value/xml/x-leaf.ts";
import { isBlankXml } from "../value/xml/xml-characters.ts";
import { stringOf } from "../value/xml/xpath-value.ts";
import { HtmlWriter } from "./html-writer.ts";
import { lastCharacter, type OutputMethod, type OutputSettings } from "./output-settings.ts";
import type { ResultTree } from "./result-tree.ts";
import { XmlResultWriter } from "./xml-result-writer.ts";

/** @throws ClrException for what XML cannot hold, BudgetExceeded */
export function writeResult(run: Run, tree: ResultTree, settings: OutputSettings): string {
  const method = settings.method ?? methodFor(tree);
  if (method === "text") return textOutput(run, tree, settings);
  const writer = method === "html" ? new HtmlWriter(run, settings) : new XmlResultWriter(run, settings);
  return writer.whole(tree);
}

/** A result whose first element is html, with no text before it, is HTML. */
function methodFor({ children }: ResultTree): OutputMethod {
  for (const child of children) {
    if (child instanceof XText && !isBlankXml(child.value)) return "xml";
    if (!(child instanceof XElement)) continue;
    const { local, namespace } = child.name;
    return namespace.uri === "" && local.toLowerCase() === "html" ? "html" : "xml";
  }
  return "xml";
}

/** A character that the encoding lacks is a question mark. */
function textOutput(run: Run, tree: ResultTree, { encoding }: OutputSettings): string {
  const text = stringOf(run, [tree]);
  const last = lastCharacter(encoding);
  if (last > 0xffff) return text;
  return Array.from(text, (sign) => ((sign.codePointAt(0) ?? 0) > last ? "?" : sign)).join("");
}
