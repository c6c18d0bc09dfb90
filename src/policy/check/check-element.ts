// An element, policy or not, against its description: attributes, children, text.

import { nearest } from "#kernel/nearest.ts";
import {
  attributeOf,
  childElements,
  type PolicyContent,
  type PolicyElement,
} from "../document/document-tree.ts";
import { joinSources } from "../document/join-sources.ts";
import { findPolicy } from "../statement/policies.ts";
import type { ChildDefinition, ContentDefinition, ElementDefinition } from "../statement/schema.ts";
import { checkAttributes } from "./check-attributes.ts";
import type { CheckContext, Surroundings } from "./check-context.ts";
import { checkPolicies, refuseUnsupported } from "./check-policies.ts";
import { checkRules } from "./check-rules.ts";
import { checkStylesheet } from "./check-stylesheet.ts";
import { checkTemplate } from "./check-template.ts";
import { checkValue } from "./check-value.ts";
import { refuseText } from "./refuse-text.ts";

export function checkElement(
  context: CheckContext,
  element: PolicyElement,
  definition: ElementDefinition,
  around: Surroundings,
): void {
  checkAttributes(context, element, definition, findPolicy(element.name) === definition);
  checkRules(context, element, definition.rules);
  checkContent(context, element, definition, around);
}

function checkContent(
  context: CheckContext,
  element: PolicyElement,
  definition: ElementDefinition,
  around: Surroundings,
): void {
  const { content, children } = definition;
  const others = children?.filter((child) => child.element.content?.kind !== "stylesheet") ?? [];
  if (others.length < (children?.length ?? 0)) {
    checkChildren(context, checkStylesheet(context, element, others), others, around);
  } else if (content?.kind === "policies") checkPolicies(context, element, around, content.only);
  else if (content?.kind === "text" && (children === undefined || isText(element))) {
    checkText(context, element, content);
  } else checkChildren(context, element, children ?? [], around);
}

function isText({ content }: PolicyElement): boolean {
  const isSomething = content.some((one) => one.kind === "text" && /\S/.test(one.source.text));
  return isSomething && content.every(({ kind }) => kind !== "element");
}

function checkText(
  context: CheckContext,
  element: PolicyElement,
  content: ContentDefinition & { readonly kind: "text" },
): void {
  for (const child of childElements(element)) {
    const message = `${element.name} holds a text, and no element ${child.name}`;
    context.complain(child.place, "unknown-element", message, "write &lt; for a < in text, or use CDATA");
  }
  const source = joinSources(element.content.flatMap(textOf));
  if (source === undefined) return;
  if (attributeOf(element, "template")?.value.text.trim().toLowerCase() === "liquid") {
    checkTemplate(context, source);
    return;
  }
  const { takes, allowsExpression } = content;
  checkValue(context, source, { takes, allowsExpression: allowsExpression === true, label: element.name });
}

const textOf = (content: PolicyContent) => (content.kind === "text" ? [content.source] : []);

function checkChildren(
  context: CheckContext,
  element: PolicyElement,
  children: readonly ChildDefinition[],
  around: Surroundings,
): void {
  refuseText(context, element);
  const seen = new Set<string>();
  for (const child of childElements(element)) {
    const definition = children.find((one) => one.element.name === child.name);
    if (definition === undefined) {
      refuseChild(context, element, child, children);
      continue;
    }
    if (seen.has(child.name) && definition.isMany !== true) {
      const message = `${element.name} has more than one ${child.name}`;
      context.complain(child.place, "repeated-element", message, "leave one of them");
    }
    seen.add(child.name);
    if (!refuseUnsupported(context, child, element)) checkElement(context, child, definition.element, around);
  }
  for (const { element: wanted, isRequired } of children) {
    if (isRequired !== true || seen.has(wanted.name)) continue;
    const message = `${element.name} has no ${wanted.name}`;
    context.complain(element.place, "missing-element", message, `write <${wanted.name}>`);
  }
}

function refuseChild(
  context: CheckContext,
  element: PolicyElement,
  child: PolicyElement,
  children: readonly ChildDefinition[],
): void {
  const names = children.map((one) => one.element.name);
  const near = nearest(child.name, names);
  const choice = names.length === 0 ? "remove it: nothing stands in it" : `it may hold ${names.join(", ")}`;
  const hint = near === undefined ? choice : `did you mean ${near}?`;
  const message = `${element.name} holds no ${child.name}`;
  context.complain(child.place, "unknown-element", message, hint);
}
