// A document, read and compiled once for all plans that it is part of.

import { childElements } from "../document/document-tree.ts";
import { readPolicyDocument } from "../document/read-document.ts";
import { everySection, type Scope, type Section } from "../statement/schema.ts";
import type { PlanLevel, PlanSection } from "./plan.ts";
import type { PlanSources, PolicyText } from "./plan-sources.ts";
import { SectionCompiler } from "./section-compiler.ts";

const nothing: PlanSection = { statements: [], readsRequestBody: false, readsResponseBody: false };

/**
 * In small steps, so that nobody waits for a long document.
 * @param document one without errors (see check-document.ts)
 * @throws Error for one that has some
 */
export function* compileDocument(
  document: PolicyText,
  scope: Scope,
  sources: PlanSources,
): Generator<undefined, PlanLevel> {
  const { root } = readPolicyDocument(document.text, document.file);
  yield undefined;
  const sections: Record<Section, PlanSection> = {
    inbound: nothing,
    backend: nothing,
    outbound: nothing,
    "on-error": nothing,
  };
  for (const element of root === undefined ? [] : childElements(root)) {
    const section = everySection.find((name) => name === element.name);
    if (section === undefined) continue;
    sections[section] = yield* new SectionCompiler(section, scope, sources).compile(element);
  }
  return { scope, file: document.file, sections };
}
