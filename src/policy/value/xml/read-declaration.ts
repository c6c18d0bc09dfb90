// `<?xml version="1.0" encoding="utf-8" standalone="yes"?>`.

import { badNameCharacter } from "./xml-error.ts";
import type { XmlSource } from "./xml-source.ts";
import type { XmlAttributeToken } from "./xml-token.ts";

const COLON = 58;
const names = ["version", "encoding", "standalone"];
const invalid = "Syntax for an XML declaration is invalid.";

export type DeclarationParts = { readonly value: string; readonly attributes: readonly XmlAttributeToken[] };

/** The cursor stands behind `<?xml`. */
export function readDeclaration(source: XmlSource): DeclarationParts {
  const attributes: XmlAttributeToken[] = [];
  const start = source.at;
  let next = 0;
  for (;;) {
    const hasSpace = source.skipSpace();
    if (source.isAtEnd() && attributes.length > 0) {
      throw source.error("Unexpected end of file has occurred.");
    }
    if (source.startsWith("?")) break;
    if (!hasSpace && attributes.length > 0) throw source.expected("?>");
    const nameAt = source.at;
    const local = source.simpleName();
    if (source.startsWith(":")) throw source.error(badNameCharacter(COLON));
    const place = names.indexOf(local, next);
    if (place < 0 || (next === 0 && place !== 0)) throw source.error(invalid, nameAt);
    next = place + 1;
    attributes.push({ prefix: "", local, namespace: "", value: readValue(source, local) });
  }
  if (next === 0) throw source.error(invalid);
  const value = source.text.slice(start, source.at).trim();
  if (!source.take("?>")) throw source.expected("'>'");
  return { value, attributes };
}

function readValue(source: XmlSource, name: string): string {
  source.skipSpace();
  if (!source.take("=")) throw source.expected("=");
  source.skipSpace();
  const quoteAt = source.at;
  const quote = source.text[quoteAt] ?? "";
  if (quote !== '"' && quote !== "'") throw source.unexpected("The expected token is '\"' or '''.");
  const end = source.text.indexOf(quote, quoteAt + 1);
  if (end < 0) throw source.error("There is an unclosed literal string.", quoteAt + 1);
  const value = source.text.slice(quoteAt + 1, end);
  if (/[<&"']/.test(value)) throw source.error(invalid, quoteAt + 1);
  if (name === "version" && value !== "1.0") {
    throw source.error(`Version number '${value}' is invalid.`, quoteAt + 1);
  }
  if (name === "standalone" && value !== "yes" && value !== "no") throw source.error(invalid, quoteAt);
  source.at = end + 1;
  return value;
}
