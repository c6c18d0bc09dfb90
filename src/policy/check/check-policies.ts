// Policies in a section, a fragment, or inside other policies: which there are, and which may stand there.

import { nearest } from "#kernel/nearest.ts";
import { childElements, type PolicyElement } from "../document/document-tree.ts";
import { findPolicy, policies } from "../statement/policies.ts";
import type { PolicyDefinition } from "../statement/schema.ts";
import type { CheckContext, Surroundings } from "./check-context.ts";
import { checkElement } from "./check-element.ts";
import { mistakenElements } from "./known-mistakes.ts";
import { refuseText } from "./refuse-text.ts";
import { refusalOf } from "./unsupported.ts";

/** @param only the policies that the parent takes; all without it */
export function checkPolicies(
  context: CheckContext,
  parent: PolicyElement,
  around: Surroundings,
  only?: readonly string[],
): void {
  refuseText(context, parent);
  for (const element of childElements(parent)) {
    if (element.name === "base") checkBase(context, element, around);
    else checkPolicy(context, parent, element, around, only);
  }
}

function checkBase(context: CheckContext, element: PolicyElement, around: Surroundings): void {
  if (around.section === "fragment" || around.section === "resolver") {
    const message = `<base /> stands in no ${around.section}`;
    context.complain(element.place, "base-not-allowed", message, "write it into a section of a document");
  } else if (element.attributes.length > 0 || element.content.length > 0) {
    const message = "<base /> has neither attributes nor content";
    context.complain(element.place, "base-not-empty", message, "write <base />");
  }
}

function checkPolicy(
  context: CheckContext,
  parent: PolicyElement,
  element: PolicyElement,
  around: Surroundings,
  only: readonly string[] | undefined,
): void {
  const policy = findPolicy(element.name);
  if (policy === undefined) refuseUnknown(context, element);
  else if (!refuseUnsupported(context, element)) {
    if (only !== undefined && !only.includes(policy.name)) {
      const message = `${parent.name} does not take ${policy.name}`;
      context.complain(element.place, "policy-not-taken", message, `it takes ${only.join(", ")}`);
    }
    checkPlacement(context, element, policy, around);
    checkElement(context, element, policy, around);
  }
}

function refuseUnknown(context: CheckContext, element: PolicyElement): void {
  const { name, place } = element;
  const near = nearest(
    name,
    policies.map((policy) => policy.name),
  );
  const guess =
    near === undefined ? "docs/reference/policies.md lists all policies" : `did you mean ${near}?`;
  context.complain(
    place,
    "unknown-policy",
    `there is no policy ${name}`,
    mistakenElements.get(name) ?? guess,
  );
}

/**
 * Whether the element is a policy that does not run here; then that is said, and nothing else about it.
 * @param parent the element that it is a part of; undefined for a policy that stands for itself
 */
export function refuseUnsupported(
  context: CheckContext,
  { name, place }: PolicyElement,
  parent?: PolicyElement,
): boolean {
  const refusal = refusalOf(name, context.runnable, parent !== undefined);
  if (refusal === undefined) return false;
  const where = parent === undefined || findPolicy(name)?.refusal !== undefined ? "" : ` in ${parent.name}`;
  context.refuse(place, "unsupported-policy", `${name} is not supported${where}`, refusal);
  return true;
}

function checkPlacement(
  context: CheckContext,
  { place }: PolicyElement,
  policy: PolicyDefinition,
  { section }: Surroundings,
): void {
  const { name, sections, scopes } = policy;
  if (section === "fragment") {
    if (name === "include-fragment") {
      const hint = "write the policies of the other fragment here, or include both";
      context.complain(place, "nested-fragment", "a fragment includes no other fragment", hint);
    }
  } else if (section !== "resolver" && !sections.includes(section)) {
    const hint = sections.length === 0 ? "it stands in resolvers" : `it stands in ${sections.join(", ")}`;
    context.complain(place, "wrong-section", `${name} cannot stand in ${section}`, hint);
  }
  if (context.scope !== undefined && !scopes.includes(context.scope)) {
    const message = `${name} cannot stand in a document of the scope ${context.scope}`;
    context.complain(place, "wrong-scope", message, `its scopes are ${scopes.join(", ")}`);
  }
  checkRepetition(context, place, policy, section);
}

function checkRepetition(
  context: CheckContext,
  place: PolicyElement["place"],
  { name, once }: PolicyDefinition,
  section: string,
): void {
  if (once === undefined) return;
  const key = once === "section" ? `${section}/${name}` : name;
  const first = context.seen.get(key);
  context.seen.set(key, first ?? place);
  if (first === undefined) return;
  const hint = `leave one of them; the first stands in line ${first.line}`;
  context.complain(place, "repeated-policy", `${name} may stand once in a ${once}`, hint);
}
