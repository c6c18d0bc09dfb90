// Qualified names of stylesheets: expanded by the namespaces around them (XSLT 1.0, 2.4).

import { isNamePart, isNameStart } from "../value/xml/xml-characters.ts";
import { splitName } from "./style-element.ts";

/** `local`, or `{namespace}local`. */
export function expandedName(uri: string, local: string): string {
  return uri === "" ? local : `{${uri}}${local}`;
}

export function isNcName(text: string): boolean {
  if (text === "" || !isNameStart(text.charCodeAt(0))) return false;
  for (let at = 1; at < text.length; at++) if (!isNamePart(text.charCodeAt(at))) return false;
  return true;
}

export function isQName(text: string): boolean {
  const colon = text.indexOf(":");
  return colon < 0 ? isNcName(text) : isNcName(text.slice(0, colon)) && isNcName(text.slice(colon + 1));
}

/**
 * Without a prefix a name is in no namespace. Undefined for what is no name, or whose prefix is not declared.
 */
export function expandName(text: string, namespaces: ReadonlyMap<string, string>): string | undefined {
  const name = text.trim();
  if (!isQName(name)) return undefined;
  const { prefix, local } = splitName(name);
  if (prefix === "") return local;
  const uri = namespaces.get(prefix);
  return uri === undefined ? undefined : expandedName(uri, local);
}
