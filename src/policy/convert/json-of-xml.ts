// XML → JSON, as Azure's xml-to-json has been seen to do it: a prefix is parted from its name by `$`, since
// `:` is in no identifier, and the values of the XML declaration stand beside the root. Values stay texts.

import { JArray } from "../value/json/j-array.ts";
import { JObject } from "../value/json/j-object.ts";
import type { JToken } from "../value/json/j-token.ts";
import { JValue } from "../value/json/j-value.ts";
import type { Run } from "../value/run.ts";
import type { XDocument } from "../value/xml/x-document.ts";
import { XElement } from "../value/xml/x-element.ts";
import { checkDepth } from "../value/xml/x-object.ts";

export type JsonOfXmlOptions = {
  /**
   * `direct`: attributes as `@name`, text beside them as `#text`, and the XML declaration.
   * `javascript-friendly`: names that need no quotes in JavaScript, `name` and `$t`, and no declaration.
   */
  readonly kind: "direct" | "javascript-friendly";
  /** Child elements are arrays, of one item too. */
  readonly alwaysArrays: boolean;
};

export function jsonOfXml(run: Run, document: XDocument, options: JsonOfXmlOptions): JObject {
  const object = new JObject();
  if (options.kind === "direct" && document.declaration !== null) {
    const { version, encoding, standalone } = document.declaration;
    for (const [name, value] of Object.entries({ version, encoding, standalone })) {
      if (value !== null) object.put(run, name, new JValue(value));
    }
  }
  const root = document.rootElement;
  if (root instanceof XElement) object.put(run, nameOf(root), elementToken(run, root, options, 0));
  return object;
}

/** With the prefix that the document gives it. */
function nameOf({ name, sourcePrefix }: { readonly name: XElement["name"]; readonly sourcePrefix: string }) {
  return sourcePrefix === "" ? name.local : `${sourcePrefix}$${name.local}`;
}

/** Nothing but text is that text; an element without anything is null. */
function elementToken(run: Run, element: XElement, options: JsonOfXmlOptions, depth: number): JToken {
  run.spend(1);
  checkDepth(depth);
  const children = element.children.filter((child) => child instanceof XElement);
  const text = element.children.map(({ ownText }) => ownText).join("");
  if (children.length === 0 && element.attributes.length === 0) {
    return new JValue(element.isEmpty ? null : text);
  }
  const object = new JObject();
  addAttributes(run, object, element, options);
  for (const [name, group] of Map.groupBy(children, nameOf)) {
    const values = group.map((child) => elementToken(run, child, options, depth + 1));
    object.put(run, name, values.length > 1 || options.alwaysArrays ? arrayOf(run, values) : one(values));
  }
  if (text.trim() !== "") object.put(run, options.kind === "direct" ? "#text" : "$t", new JValue(text));
  return object;
}

function addAttributes(
  run: Run,
  object: JObject,
  { attributes }: XElement,
  { kind }: JsonOfXmlOptions,
): void {
  for (const attribute of attributes) {
    const name = kind === "direct" ? `@${nameOf(attribute)}` : nameOf(attribute);
    object.put(run, name, new JValue(attribute.value));
  }
}

function arrayOf(run: Run, values: readonly JToken[]): JArray {
  const array = new JArray();
  for (const value of values) array.insert(run, array.children.length, value);
  return array;
}

function one([value]: readonly JToken[]): JToken {
  return value ?? new JValue(null);
}
