// `body` of a template: JSON and XML as objects, by the media type that the message declares; anything else
// is a text.

import { parseToken } from "../value/json/load-token.ts";
import type { Run } from "../value/run.ts";
import { loadElement } from "../value/xml/load-tree.ts";
import { XElement } from "../value/xml/x-element.ts";
import { checkDepth } from "../value/xml/x-object.ts";
import { fixedObject } from "./liquid-object.ts";
import { liquidValue } from "./liquid-value.ts";

export type LiquidBodyOptions = {
  /** What elements with xsi:nil are: null, or an empty text. */
  readonly nilIsNull: boolean;
  /** Texts of JSON that look like dates are dates. */
  readonly parsesDates: boolean;
};

const XSI = "http://www.w3.org/2001/XMLSchema-instance";

/** @throws ClrException JsonReaderException, XmlException for a body that is not what its type says */
export function liquidBody(run: Run, mediaType: string, text: string, options: LiquidBodyOptions): unknown {
  const content = text.replace(/^\uFEFF/, "");
  if (content.trim() === "") return "";
  if (isJsonType(mediaType)) return liquidValue(run, parseToken(run, content, options.parsesDates));
  if (!isXmlType(mediaType)) return content;
  const root = loadElement(run, content);
  return fixedObject([[root.name.local, elementValue(run, root, options, 0)]]);
}

export function isJsonType(mediaType: string): boolean {
  return /^(?:application|text)\/json$|\+json$/i.test(bareType(mediaType));
}

export function isXmlType(mediaType: string): boolean {
  return /^(?:application|text)\/xml$|\+xml$/i.test(bareType(mediaType));
}

function bareType(mediaType: string): string {
  return mediaType.split(";", 1)[0]?.trim() ?? "";
}

/**
 * An element with nothing but text is that text. Others have their children by local name, those of one name
 * as a list, attributes as `@name`, and text beside them as `#text`.
 */
function elementValue(run: Run, element: XElement, options: LiquidBodyOptions, depth: number): unknown {
  run.spend(1);
  checkDepth(depth);
  if (isNil(element)) return options.nilIsNull ? null : "";
  const text = element.children.map(({ ownText }) => ownText).join("");
  const children = element.children.filter((child) => child instanceof XElement);
  const attributes = element.attributes.filter(
    ({ isNamespaceDeclaration, name }) => !isNamespaceDeclaration && name.namespace.uri !== XSI,
  );
  if (children.length === 0 && attributes.length === 0) return text;
  const entries = new Map<string, unknown>(attributes.map(({ name, value }) => [`@${name.local}`, value]));
  for (const [name, group] of Map.groupBy(children, (child) => child.name.local)) {
    const values = group.map((child) => elementValue(run, child, options, depth + 1));
    entries.set(name, values.length === 1 ? values[0] : values);
  }
  if (text.trim() !== "") entries.set("#text", text);
  return fixedObject([...entries]);
}

function isNil({ attributes }: XElement): boolean {
  return attributes.some(
    ({ name, value }) => name.local === "nil" && name.namespace.uri === XSI && /^(?:true|1)$/.test(value),
  );
}
