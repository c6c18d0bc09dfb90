// Text where only elements may stand.

import type { PolicyElement } from "../document/document-tree.ts";
import type { CheckContext } from "./check-context.ts";

/** White space and comments may stand anywhere. */
export function refuseText(context: CheckContext, element: PolicyElement): void {
  for (const content of element.content) {
    if (content.kind !== "text") continue;
    const start = content.source.text.search(/\S/);
    if (start === -1) continue;
    const message = `${element.name} holds elements, and no text`;
    context.complain(
      content.source.placeAt(start),
      "unexpected-text",
      message,
      "take it out, or write a comment",
    );
  }
}
