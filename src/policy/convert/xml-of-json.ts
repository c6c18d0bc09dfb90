// JSON → XML, in the way of Newtonsoft's converter: arrays repeat their element, null is xsi:nil, `@name` is
// an attribute and `#text` the text. Where there is not one root, `Document` is put around.

import { JArray } from "../value/json/j-array.ts";
import { JObject } from "../value/json/j-object.ts";
import type { JToken } from "../value/json/j-token.ts";
import { JValue } from "../value/json/j-value.ts";
import type { Run } from "../value/run.ts";
import { contentText } from "../value/xml/content-text.ts";
import { XAttribute } from "../value/xml/x-attribute.ts";
import { XElement } from "../value/xml/x-element.ts";
import { noNamespace, XName, XNamespace, xmlNamespace, xmlnsNamespace } from "../value/xml/x-name.ts";
import { checkDepth } from "../value/xml/x-object.ts";
import { encodedName } from "./encoded-name.ts";

export type XmlOfJsonOptions = {
  /** Between prefix and name. */
  readonly separator: string;
  /** Properties that begin with it declare namespaces: `xmlns`; none do where it is empty. */
  readonly namespacePrefix: string;
  /** The property whose members are attributes; empty for none. */
  readonly attributeBlock: string;
};

const ROOT = "Document";
const xsi = new XNamespace("http://www.w3.org/2001/XMLSchema-instance");

/** Prefix → namespace, of everything around; "" is the default. */
type Scope = ReadonlyMap<string, XNamespace>;

export function xmlOfJson(run: Run, token: JToken, options: XmlOfJsonOptions): XElement {
  const writer = new XmlOfJson(run, options);
  const [root, second] = token instanceof JObject ? token.properties : [];
  const isRooted = root !== undefined && second === undefined && !(root.value instanceof JArray);
  if (isRooted && !writer.isAboutParent(root.name)) {
    return writer.element(root.name, root.value ?? new JValue(null), new Map(), 0);
  }
  return writer.element(ROOT, token instanceof JArray ? wrapped(run, token) : token, new Map(), 0);
}

/** An array alone has no name for its items. */
function wrapped(run: Run, array: JArray): JObject {
  const object = new JObject();
  object.put(run, "item", array);
  return object;
}

class XmlOfJson {
  readonly #run: Run;
  readonly #options: XmlOfJsonOptions;

  constructor(run: Run, options: XmlOfJsonOptions) {
    this.#run = run;
    this.#options = options;
  }

  /** An attribute, a text or a declaration of the element around it. */
  isAboutParent(name: string): boolean {
    const { attributeBlock } = this.#options;
    return (
      name === "#text" ||
      (attributeBlock !== "" && name === attributeBlock) ||
      name.startsWith("@") ||
      this.#declaredPrefix(name) !== undefined
    );
  }

  element(name: string, value: JToken, around: Scope, depth: number): XElement {
    this.#run.spend(1);
    checkDepth(depth);
    const declared = value instanceof JObject ? this.#declared(value) : [];
    const scope: Scope = declared.length === 0 ? around : new Map([...around, ...declared]);
    const element = new XElement(this.#name(name, scope, true));
    for (const [prefix, namespace] of declared) this.#declare(element, prefix, namespace);
    if (value instanceof JObject) this.#fill(element, value, scope, depth);
    else this.#setScalar(element, value);
    return element;
  }

  #fill(element: XElement, object: JObject, scope: Scope, depth: number): void {
    for (const { name, value } of object.properties) {
      if (value === null || this.#declaredPrefix(name) !== undefined) continue;
      if (name === this.#options.attributeBlock && value instanceof JObject) {
        for (const member of value.properties) this.#attribute(element, member.name, member.value, scope);
      } else if (name.startsWith("@") && value instanceof JValue) {
        this.#attribute(element, name.slice(1), value, scope);
      } else if (name === "#text" && value instanceof JValue) this.#setScalar(element, value);
      else for (const item of itemsOf(value)) this.#add(element, this.element(name, item, scope, depth + 1));
    }
  }

  #add(element: XElement, child: XElement): void {
    element.insert(this.#run, element.children.length, child);
  }

  #setScalar(element: XElement, value: JToken): void {
    if (value instanceof JArray) {
      for (const item of value.children) this.#add(element, this.element("item", item, new Map(), 1));
    } else if (value instanceof JValue && value.value === null) this.#setNil(element);
    else element.addText(this.#run, element.children.length, scalarText(value));
  }

  #setNil(element: XElement): void {
    element.addAttribute(this.#run, new XAttribute(new XName(xsi, "nil"), "true"));
    this.#declare(element, "xsi", xsi);
  }

  #attribute(element: XElement, name: string, value: JToken | null, scope: Scope): void {
    const qualified = this.#name(name, scope, false);
    if (element.attribute(qualified) !== null) return;
    element.addAttribute(this.#run, new XAttribute(qualified, value === null ? "" : scalarText(value)));
  }

  #declare(element: XElement, prefix: string, namespace: XNamespace): void {
    const name = prefix === "" ? new XName(noNamespace, "xmlns") : new XName(xmlnsNamespace, prefix);
    if (element.attribute(name) !== null) return;
    element.addAttribute(this.#run, new XAttribute(name, namespace.uri));
  }

  #declared(object: JObject): readonly (readonly [string, XNamespace])[] {
    return object.properties.flatMap(({ name, value }) => {
      const prefix = this.#declaredPrefix(name);
      if (prefix === undefined || !(value instanceof JValue)) return [];
      return [[prefix, new XNamespace(scalarText(value))] as const];
    });
  }

  /** The prefix that a property declares, "" for the default namespace; undefined for any other property. */
  #declaredPrefix(name: string): string | undefined {
    const { namespacePrefix, separator } = this.#options;
    const bare = name.startsWith("@") ? name.slice(1) : name;
    const marker = namespacePrefix === "" && name.startsWith("@") ? "xmlns" : namespacePrefix;
    if (marker === "") return undefined;
    if (bare === marker) return "";
    for (const between of [separator, ":"]) {
      if (bare.startsWith(`${marker}${between}`)) {
        return encodedName(bare.slice(marker.length + between.length));
      }
    }
    return undefined;
  }

  /** What stands before the separator is a prefix only where it is declared; names are encoded else. */
  #name(name: string, scope: Scope, hasDefault: boolean): XName {
    for (const between of [this.#options.separator, ":"]) {
      const at = between === "" ? -1 : name.indexOf(between);
      if (at <= 0) continue;
      const prefix = name.slice(0, at);
      const namespace = prefix === "xml" ? xmlNamespace : scope.get(prefix);
      if (namespace !== undefined) return new XName(namespace, encodedName(name.slice(at + between.length)));
    }
    return new XName((hasDefault ? scope.get("") : undefined) ?? noNamespace, encodedName(name));
  }
}

function itemsOf(value: JToken): readonly JToken[] {
  if (!(value instanceof JArray)) return [value];
  return value.children.length === 0 ? [new JObject()] : value.children;
}

/** In the forms of XML Schema. */
function scalarText(token: JToken): string {
  if (!(token instanceof JValue)) return token.toString();
  return token.value === null ? "" : contentText(token.value);
}
