// What attributes and children of an element ask of each other.

import type { Place } from "#kernel/diagnostic.ts";
import { attributeOf, childElements, type PolicyElement } from "../document/document-tree.ts";
import type { ElementRule } from "../statement/schema.ts";
import type { CheckContext } from "./check-context.ts";

export function checkRules(
  context: CheckContext,
  element: PolicyElement,
  rules: readonly ElementRule[] | undefined,
): void {
  for (const rule of rules ?? []) checkRule(context, element, rule);
}

function checkRule(context: CheckContext, element: PolicyElement, rule: ElementRule): void {
  switch (rule.kind) {
    case "at-least-one-child":
      checkChildren(context, element, rule.of);
      return;
    case "children-unless":
      if (attributeOf(element, rule.attribute) === undefined || hasOtherValue(element, rule)) {
        for (const name of rule.of) requireChild(context, element, name, rule);
      }
      return;
    case "any-child-unless":
      if (attributeOf(element, rule.attribute) === undefined || hasOtherValue(element, rule)) {
        checkChildren(context, element, rule.of, `, or ${rule.attribute}="${rule.value}"`);
      }
      return;
    case "together":
      checkTogether(context, element, rule.of);
      return;
    default:
      checkCount(context, element, rule);
  }
}

type ChildrenUnless = Extract<ElementRule, { readonly attribute: string }>;

/** An expression may give the value. */
function hasOtherValue(element: PolicyElement, { attribute, value }: ChildrenUnless): boolean {
  const written = attributeOf(element, attribute)?.value.text.trim() ?? "";
  return written !== value && !written.startsWith("@") && !written.includes("{{");
}

function requireChild(
  context: CheckContext,
  element: PolicyElement,
  name: string,
  { attribute, value }: ChildrenUnless,
): void {
  if (childElements(element).some((child) => child.name === name)) return;
  const message = `${element.name} has no ${name}`;
  const hint = `write <${name}>, or ${attribute}="${value}"`;
  context.complain(element.place, "missing-element", message, hint);
}

/** @param instead what does as well, for the hint */
function checkChildren(
  context: CheckContext,
  element: PolicyElement,
  names: readonly string[],
  instead = "",
): void {
  if (childElements(element).some(({ name }) => names.includes(name))) return;
  const message = `${element.name} has neither ${names.join(" nor ")}`;
  context.complain(element.place, "missing-element", message, `write one or more of them${instead}`);
}

function checkTogether(context: CheckContext, element: PolicyElement, names: readonly string[]): void {
  const present = presentOf(element, names);
  if (present.length === 0 || present.length === names.length) return;
  const absent = names.filter((name) => attributeOf(element, name) === undefined);
  const message = `${element.name} has ${present.map(({ name }) => name).join()} without ${absent.join()}`;
  context.complain(element.place, "missing-attribute", message, "write both, or none of them");
}

type CountRule = ElementRule & { readonly kind: "at-least-one" | "at-most-one" | "exactly-one" };

function checkCount(context: CheckContext, element: PolicyElement, { kind, of }: CountRule): void {
  const present = presentOf(element, of);
  if (present.length === 0 && kind !== "at-most-one") {
    const [last, ...rest] = of.toReversed();
    const message = `${element.name} has neither ${rest.toReversed().join(", ")} nor ${last}`;
    const hint = kind === "exactly-one" ? "write one of them" : "write one or more of them";
    context.complain(element.place, "missing-attribute", message, hint);
  }
  const [first, second] = present;
  if (kind === "at-least-one" || first === undefined || second === undefined) return;
  const message = `${second.name} and ${first.name} exclude each other`;
  context.complain(second.place, "conflicting-attributes", message, "leave one of them");
}

function presentOf(
  element: PolicyElement,
  names: readonly string[],
): readonly { readonly name: string; readonly place: Place }[] {
  return element.attributes.filter(({ name }) => names.includes(name));
}
