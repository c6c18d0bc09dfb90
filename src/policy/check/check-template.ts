// A Liquid template in a document. Names that are not known are Liquid's own there, and `@(` is text.

import type { SourceText } from "../document/document-tree.ts";
import { isMistake, parseLiquid } from "../liquid/liquid-engine.ts";
import type { CheckContext } from "./check-context.ts";
import { substituteNamedValues } from "./substitute-named-values.ts";

export function checkTemplate(context: CheckContext, source: SourceText): void {
  const { text, originalOffset } = substituteNamedValues(source.text, context.namedValues ?? new Map());
  const parsed = parseLiquid(text);
  if (!isMistake(parsed)) return;
  const place = source.placeAt(originalOffset(parsed.at));
  const hint = "templates have the tags of Liquid and the filters of DotLiquid's C# mode, as Upcase and Date";
  context.complain(place, "bad-template", `the template is not right: ${parsed.message}`, hint);
}
