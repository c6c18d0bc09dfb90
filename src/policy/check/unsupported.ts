// What of a policy does not run here: the policy itself, a part of it, or an attribute.

import { childElements, type PolicyElement } from "../document/document-tree.ts";
import { findPolicy } from "../statement/policies.ts";
import type { ElementDefinition, PolicyDefinition } from "../statement/schema.ts";

/** What runs here, by name. */
export type Runnable = {
  readonly policies: ReadonlyMap<string, unknown>;
  /** The authentication-* elements that requests of policies' own may have. */
  readonly outboundAuthentications: ReadonlyMap<string, unknown>;
};

const notYet = "it does not run here yet: take it out, or do what it does in another way";

/**
 * Why an element does not run here; undefined where it does, or where it is no policy's.
 * @param runnable undefined where that does not count
 * @param isPart it is a part of another policy
 */
export function refusalOf(name: string, runnable: Runnable | undefined, isPart: boolean): string | undefined {
  const policy = findPolicy(name);
  if (policy === undefined) return undefined;
  return policy.refusal ?? (runsHere(policy, runnable, isPart) ? undefined : notYet);
}

/** What stands inside of a policy is that one's to run, but for how its requests say who they are. */
function runsHere(
  { name, scopes }: PolicyDefinition,
  runnable: Runnable | undefined,
  isPart: boolean,
): boolean {
  if (runnable === undefined || scopes.includes("resolver")) return true;
  if (!isPart) return runnable.policies.has(name);
  return !name.startsWith("authentication-") || runnable.outboundAuthentications.has(name);
}

/**
 * The first thing in a policy that does not run here, as messages name it; undefined where all of it does.
 * Policies that stand inside it are not its parts.
 */
export function firstUnsupported(element: PolicyElement, runnable: Runnable): string | undefined {
  const policy = findPolicy(element.name);
  if (policy === undefined) return undefined;
  if (refusalOf(element.name, runnable, false) !== undefined) return element.name;
  return firstInside(element, policy, runnable);
}

function firstInside(
  element: PolicyElement,
  { attributes = [], children = [] }: ElementDefinition,
  runnable: Runnable,
): string | undefined {
  for (const { name, value } of element.attributes) {
    const isRefused = attributes.some(
      (one) => one.name === name && one.refusal !== undefined && value.text.trim() !== one.idleValue,
    );
    if (isRefused) return `${name} of ${element.name}`;
  }
  for (const child of childElements(element)) {
    const definition = children.find((one) => one.element.name === child.name)?.element;
    if (definition === undefined) continue;
    if (refusalOf(child.name, runnable, true) !== undefined) return `${child.name} in ${element.name}`;
    const found = firstInside(child, definition, runnable);
    if (found !== undefined) return found;
  }
  return undefined;
}
