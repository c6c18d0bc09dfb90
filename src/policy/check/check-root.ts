// The root of a document: sections of policies, a fragment, or the resolver of a GraphQL field.

import { nearest } from "#kernel/nearest.ts";
import { childElements, type PolicyElement } from "../document/document-tree.ts";
import { findPolicy } from "../statement/policies.ts";
import { everySection, type Section } from "../statement/schema.ts";
import { checkAttributes } from "./check-attributes.ts";
import type { CheckContext } from "./check-context.ts";
import { checkElement } from "./check-element.ts";
import { checkPolicies, refuseUnsupported } from "./check-policies.ts";
import { refuseText } from "./refuse-text.ts";

export function checkRoot(context: CheckContext, root: PolicyElement): void {
  const policy = findPolicy(root.name);
  if (root.name === "policies") checkSections(context, root);
  else if (root.name === "fragment") {
    checkAttributes(context, root, bare(root), false);
    checkPolicies(context, root, { section: "fragment" });
  } else if (policy?.scopes.includes("resolver") === true) {
    if (!refuseUnsupported(context, root)) checkElement(context, root, policy, { section: "resolver" });
  } else {
    const hint = "the root is policies, fragment or http-data-source";
    context.complain(root.place, "unknown-root", `no policy document begins with ${root.name}`, hint);
  }
}

function checkSections(context: CheckContext, root: PolicyElement): void {
  checkAttributes(context, root, bare(root), false);
  refuseText(context, root);
  const seen = new Set<string>();
  for (const element of childElements(root)) {
    const section = everySection.find((name) => name === element.name);
    if (section === undefined) refuseSection(context, element);
    else if (seen.has(section)) {
      const message = `the section ${section} stands here twice`;
      context.complain(element.place, "repeated-section", message, "put both into one");
    } else {
      seen.add(section);
      checkSection(context, element, section);
    }
  }
}

function refuseSection(context: CheckContext, element: PolicyElement): void {
  const { name, place } = element;
  const near = nearest(name, everySection);
  const choice = `policies stand in the sections ${everySection.join(", ")}`;
  const hint = near === undefined ? choice : `did you mean ${near}?`;
  context.complain(place, "unknown-section", `there is no section ${name}`, hint);
}

function checkSection(context: CheckContext, element: PolicyElement, section: Section): void {
  checkAttributes(context, element, bare(element), false);
  checkPolicies(context, element, { section });
  const second = childElements(element).filter(({ name }) => name === "base")[1];
  if (second === undefined) return;
  const hint = "leave one: the policies of the scope around it would run twice";
  context.complain(second.place, "repeated-base", `${section} has more than one <base />`, hint);
}

/** An element without attributes. */
const bare = ({ name }: PolicyElement) => ({ name });
