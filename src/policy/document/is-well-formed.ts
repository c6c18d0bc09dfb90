// Whether a text is XML at all: most policy documents are not, since quotes stand raw inside expressions.

import { SaxesParser } from "saxes";

export function isWellFormedXml(text: string): boolean {
  const parser = new SaxesParser();
  let isGood = true;
  parser.on("error", () => {
    isGood = false;
  });
  parser.write(text.startsWith("\uFEFF") ? text.slice(1) : text).close();
  return isGood;
}
