// The attributes of an element against its description.

import { nearest } from "#kernel/nearest.ts";
import { attributeOf, type PolicyAttribute, type PolicyElement } from "../document/document-tree.ts";
import type { AttributeDefinition, ElementDefinition } from "../statement/schema.ts";
import type { CheckContext } from "./check-context.ts";
import { checkValue } from "./check-value.ts";
import { mistakenAttributes } from "./known-mistakes.ts";

/** @param isPolicy policies may have an `id`, by which errors name them */
export function checkAttributes(
  context: CheckContext,
  element: PolicyElement,
  definition: ElementDefinition,
  isPolicy: boolean,
): void {
  const definitions = definition.attributes ?? [];
  for (const attribute of element.attributes) {
    const found = definitions.find(({ name }) => name === attribute.name);
    if (found !== undefined) checkAttribute(context, element, attribute, found);
    else if (!isFree(attribute.name, isPolicy)) refuseAttribute(context, element, attribute, definitions);
  }
  for (const { name, isRequired } of definitions) {
    if (isRequired !== true || attributeOf(element, name) !== undefined) continue;
    const message = `${element.name} has no ${name}`;
    context.complain(element.place, "missing-attribute", message, `write ${name}="…"`);
  }
}

/** Names that mean nothing to a policy: namespaces, and the id of the policy itself. */
function isFree(name: string, isPolicy: boolean): boolean {
  return (isPolicy && name === "id") || name === "xmlns" || name.startsWith("xmlns:");
}

function checkAttribute(
  context: CheckContext,
  element: PolicyElement,
  { name, place, value }: PolicyAttribute,
  { takes, allowsExpression, refusal, idleValue, noEffect }: AttributeDefinition,
): void {
  if (refusal !== undefined && value.text.trim() !== idleValue) {
    const message = `${name} of ${element.name} is not supported`;
    context.refuse(place, "unsupported-attribute", message, refusal);
    return;
  }
  const label = `${name} of ${element.name}`;
  if (noEffect !== undefined) context.warn(place, "no-effect", `${label} changes nothing`, noEffect);
  checkValue(context, value, { takes, allowsExpression: allowsExpression === true, label });
}

function refuseAttribute(
  context: CheckContext,
  element: PolicyElement,
  { name, place }: PolicyAttribute,
  definitions: readonly AttributeDefinition[],
): void {
  const names = definitions.map((definition) => definition.name);
  const message = `${element.name} has no attribute ${name}`;
  context.add(context.unknownAttributes, place, "unknown-attribute", message, hintFor(name, names));
}

function hintFor(name: string, names: readonly string[]): string {
  const mistake = mistakenAttributes.get(name);
  if (mistake !== undefined && (mistake.meant === undefined || names.includes(mistake.meant))) {
    return mistake.hint;
  }
  const near = nearest(name, names);
  if (near !== undefined) return `did you mean ${near}?`;
  return names.length === 0 ? "remove it: the element has no attributes" : `it may have ${names.join(", ")}`;
}
