// A value as elements of XML, for examples that a description gives as values.

import type { JsonValue } from "../contract.ts";
import { isList, isObject } from "../document/json-value.ts";

/** Members are elements of their names, items elements of the list's name. */
export function writeXml(name: string, value: JsonValue): string {
  const tag = elementName(name);
  if (isList(value)) return value.map((item) => writeXml(name, item)).join("");
  if (isObject(value)) {
    const inner = Object.entries(value).map(([key, member]) => writeXml(key, member));
    return `<${tag}>${inner.join("")}</${tag}>`;
  }
  return value === null ? `<${tag}/>` : `<${tag}>${escapeText(String(value))}</${tag}>`;
}

function elementName(name: string): string {
  const bare = name.replace(/[^A-Za-z0-9_.-]/g, "_");
  return /^[A-Za-z_]/.test(bare) ? bare : `_${bare}`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
