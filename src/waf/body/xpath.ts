// The XPath expressions that rules may select with: `/*`, `//@*`, `//text()`, and paths of names such as
// `/a/b`, `//a/@b`, `/a/*/text()`. Names are compared as written, with their prefix. Whatever else there is
// in XPath is refused when a rule is read, and not ignored at run time.

import type { XmlDocument } from "./xml-document.ts";

type Step = {
  /** `//` before it: at any depth below. */
  readonly isDeep: boolean;
  readonly kind: "element" | "attribute" | "text";
  /** `*` for any. */
  readonly name: string;
};

export function isSupportedXPath(xpath: string): boolean {
  return parseXPath(xpath) !== undefined;
}

/** The string values of what is selected, in the document's order; undefined where that is not supported. */
export function selectXPath(document: XmlDocument, xpath: string): readonly string[] | undefined {
  // The whole text: where a document is wrong, some of it stands outside of its root.
  if (xpath === "/*") return document.text === "" && document.names.length === 1 ? [] : [document.text];
  if (xpath === "//@*") return document.attributeValues;
  const steps = parseXPath(xpath);
  if (steps === undefined) return undefined;
  let selected = new Uint8Array(document.names.length);
  selected[0] = 1;
  for (const step of steps) {
    const owners = step.isDeep ? withDescendants(document, selected) : selected;
    if (step.kind === "attribute") return attributesOf(document, owners, step.name);
    if (step.kind === "text") return textsOf(document, owners);
    selected = childrenOf(document, owners, step.name);
  }
  return elementTexts(document, selected);
}

const stepShape = /^(?:(@)?(\*|[A-Z_a-z\x80-\xff][\w.\x80-\xff-]*(?::[\w.\x80-\xff-]+)?)|text\(\))$/u;

/** A path without a slash before it begins at the document all the same. */
function parseXPath(xpath: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  const parts = (xpath.startsWith("/") ? xpath.slice(1) : xpath).split("/");
  let isDeep = false;
  for (const [i, part] of parts.entries()) {
    const isLast = i === parts.length - 1;
    if (part === "" && !isDeep && !isLast) {
      isDeep = true;
      continue;
    }
    const found = stepShape.exec(part);
    if (found === null) return undefined;
    const kind = found[2] === undefined ? "text" : found[1] === undefined ? "element" : "attribute";
    if (kind !== "element" && !isLast) return undefined;
    steps.push({ isDeep, kind, name: found[2] ?? "" });
    isDeep = false;
  }
  return steps;
}

/** Parents come before their children, so that one pass is enough. */
function withDescendants(document: XmlDocument, selected: Uint8Array): Uint8Array {
  const all = Uint8Array.from(selected);
  for (let i = 1; i < all.length; i++) {
    if (all[document.parents[i] ?? 0] === 1) all[i] = 1;
  }
  return all;
}

function childrenOf(document: XmlDocument, owners: Uint8Array, name: string): Uint8Array<ArrayBuffer> {
  const found = new Uint8Array(owners.length);
  for (let i = 1; i < found.length; i++) {
    const isNamed = name === "*" || document.names[i] === name;
    if (isNamed && owners[document.parents[i] ?? 0] === 1) found[i] = 1;
  }
  return found;
}

function elementTexts(document: XmlDocument, selected: Uint8Array): string[] {
  const found: string[] = [];
  for (let i = 1; i < selected.length; i++) {
    if (selected[i] === 1) found.push(document.text.slice(document.textStarts[i], document.textEnds[i]));
  }
  return found;
}

function attributesOf(document: XmlDocument, owners: Uint8Array, name: string): string[] {
  return document.attributeValues.filter((_, i) => {
    const isNamed = name === "*" || document.attributeNames[i] === name;
    return isNamed && owners[document.attributeOwners[i] ?? 0] === 1;
  });
}

function textsOf(document: XmlDocument, owners: Uint8Array): string[] {
  const found: string[] = [];
  for (const { owner, start, end } of document.pieces) {
    if (owners[owner] === 1) found.push(document.text.slice(start, end));
  }
  return found;
}
