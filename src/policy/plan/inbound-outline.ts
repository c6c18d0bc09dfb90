// Of the inbound section of a document only what decides who gets an answer, and from where: checks, lookups
// in the cache, and the ways that lead past them.

import type { Place } from "#kernel/diagnostic.ts";
import { attributeOf, childElements, type PolicyElement } from "../document/document-tree.ts";
import { readPolicyDocument } from "../document/read-document.ts";
import { findPolicy } from "../statement/policies.ts";
import type { PlanSources } from "./plan-sources.ts";

export type Outline = readonly OutlineStep[];

export type OutlineStep =
  | { readonly kind: "base" | "end" }
  | { readonly kind: "lookup"; readonly name: string; readonly place: Place }
  | { readonly kind: "check"; readonly name: string; readonly place: Place }
  /** One of them is taken; `maySkip`: or none. */
  | { readonly kind: "branches"; readonly branches: readonly Outline[]; readonly maySkip: boolean };

/** Policies that answer from a cache. */
const lookups: ReadonlySet<string> = new Set([
  "azure-openai-semantic-cache-lookup",
  "cache-lookup",
  "llm-semantic-cache-lookup",
]);

/** Policies that decide who may have an answer. */
const checks: ReadonlySet<string> = new Set([
  "check-header",
  "ip-filter",
  "validate-azure-ad-token",
  "validate-client-certificate",
  "validate-jwt",
]);

/** @param document one without errors */
export function inboundOutline(
  document: { readonly text: string; readonly file: string },
  fragments: PlanSources["fragments"],
): Outline {
  const { root } = readPolicyDocument(document.text, document.file);
  const inbound = root && childElements(root).find(({ name }) => name === "inbound");
  return inbound === undefined ? [] : outlineOf(inbound, fragments);
}

function outlineOf(parent: PolicyElement, fragments: PlanSources["fragments"]): Outline {
  return childElements(parent).flatMap((element) => stepsOf(element, fragments));
}

function stepsOf(element: PolicyElement, fragments: PlanSources["fragments"]): Outline {
  const { name, place } = element;
  if (name === "base") return [{ kind: "base" }];
  if (name === "return-response") return [{ kind: "end" }];
  if (lookups.has(name)) return [{ kind: "lookup", name, place }];
  if (checks.has(name)) return [{ kind: "check", name, place }];
  if (name === "choose") return branchesOf(element, fragments);
  if (name === "include-fragment") return fragmentOutline(element, fragments);
  return findPolicy(name)?.content?.kind === "policies" ? outlineOf(element, fragments) : [];
}

function branchesOf(choose: PolicyElement, fragments: PlanSources["fragments"]): Outline {
  const branches = childElements(choose).map((branch) => outlineOf(branch, fragments));
  if (branches.every((branch) => branch.length === 0)) return [];
  const maySkip = !childElements(choose).some(({ name }) => name === "otherwise");
  return [{ kind: "branches", branches, maySkip }];
}

function fragmentOutline(element: PolicyElement, fragments: PlanSources["fragments"]): Outline {
  const source = fragments.get(attributeOf(element, "fragment-id")?.value.text.trim() ?? "");
  const { root } = source === undefined ? {} : readPolicyDocument(source.text, source.file);
  return root === undefined ? [] : outlineOf(root, fragments);
}
