// xsl:strip-space and xsl:preserve-space (XSLT 1.0, 3.4): in which elements of a source text that is nothing
// but white space is left out.

import type { Run } from "../value/run.ts";
import { descendantNodes } from "../value/xml/x-axes.ts";
import { XContainer } from "../value/xml/x-container.ts";
import type { XDocument } from "../value/xml/x-document.ts";
import { XElement } from "../value/xml/x-element.ts";
import { XText } from "../value/xml/x-leaf.ts";
import { isBlankXml } from "../value/xml/xml-characters.ts";
import { XML_NAMESPACE } from "../value/xml/xml-token.ts";

export type SpaceRule = {
  /** Undefined for every namespace. */
  readonly uri: string | undefined;
  /** Undefined for every name. */
  readonly local: string | undefined;
  readonly isStripped: boolean;
};

/** The most exact rule decides, and of several the last. */
export type SpaceRules = readonly SpaceRule[];

export function stripSpace(run: Run, document: XDocument, rules: SpaceRules): void {
  if (!rules.some(({ isStripped }) => isStripped)) return;
  const containers = [...descendantNodes(run, document)].filter((node) => node instanceof XContainer);
  run.allocate(containers.length * 8);
  for (const element of containers) {
    if (element instanceof XElement && isStripped(run, element, rules)) strip(run, element);
  }
}

function isStripped(run: Run, element: XElement, rules: SpaceRules): boolean {
  run.spend(rules.length);
  let best: SpaceRule | undefined;
  for (const rule of rules) {
    if (matches(element, rule) && (best === undefined || exactness(rule) >= exactness(best))) best = rule;
  }
  return best?.isStripped === true && !preserves(run, element);
}

function matches({ name }: XElement, { uri, local }: SpaceRule): boolean {
  return (uri === undefined || uri === name.namespace.uri) && (local === undefined || local === name.local);
}

const exactness = ({ uri, local }: SpaceRule): number =>
  local !== undefined ? 2 : uri !== undefined ? 1 : 0;

/** xml:space of the nearest element that has one. */
function preserves(run: Run, element: XElement): boolean {
  for (let at: XContainer | null = element; at instanceof XElement; at = at.parent) {
    run.spend(1);
    const space = at.attributes.find(
      ({ name }) => name.local === "space" && name.namespace.uri === XML_NAMESPACE,
    );
    if (space !== undefined) return space.value === "preserve";
  }
  return false;
}

function strip(run: Run, element: XElement): void {
  run.spend(element.children.length);
  const kept = element.children.filter((child) => !(child instanceof XText && isBlankXml(child.value)));
  if (kept.length < element.children.length) element.children.splice(0, element.children.length, ...kept);
}
