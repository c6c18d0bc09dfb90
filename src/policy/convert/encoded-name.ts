// Any text as a name of XML: XmlConvert.EncodeLocalName. What no name may hold is written as its number.

import { isNamePart, isNameStart } from "../value/xml/xml-characters.ts";

const PLACEHOLDER = "_";

export function encodedName(name: string): string {
  if (name === "") return PLACEHOLDER;
  let encoded = "";
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    const isRight = at === 0 ? isNameStart(code) : isNamePart(code);
    encoded += isRight ? name.charAt(at) : `_x${code.toString(16).toUpperCase().padStart(4, "0")}_`;
  }
  return encoded;
}
