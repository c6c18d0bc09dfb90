// Names in a document of things that are described elsewhere: fragments, backends and schemas. What an
// expression or a named value makes of a name is known only when it runs.

import { nearest } from "#kernel/nearest.ts";
import {
  attributeOf,
  childElements,
  isExpressionText,
  type PolicyElement,
} from "../document/document-tree.ts";
import type { CheckContext } from "./check-context.ts";

/** A sidecar, not a backend of a configuration. */
const DAPR = "dapr";

export function checkReferences(context: CheckContext, root: PolicyElement): void {
  for (const element of childElements(root)) {
    if (element.name === "include-fragment")
      check(context, element, "fragment-id", "fragment", context.fragments);
    if (element.name === "set-backend-service" || element.name === "llm-content-safety")
      check(context, element, "backend-id", "backend", context.backends);
    if (element.name.endsWith("-semantic-cache-lookup"))
      check(context, element, "embeddings-backend-id", "backend", context.backends);
    if (element.name === "validate-content") checkSchemas(context, element);
    checkReferences(context, element);
  }
}

function checkSchemas(context: CheckContext, policy: PolicyElement): void {
  const { schemas } = context;
  for (const content of childElements(policy)) {
    if (content.name !== "content" || schemas === undefined) continue;
    check(context, content, "schema-id", "schema", new Set(schemas.keys()));
    const id = attributeOf(content, "schema-id")?.value;
    const kind = id === undefined ? undefined : schemas.get(id.text);
    const validateAs = attributeOf(content, "validate-as")?.value.text ?? "";
    const wanted = validateAs === "soap" ? "xml" : validateAs;
    if (id === undefined || kind === undefined || !["json", "xml"].includes(wanted) || kind === wanted) {
      continue;
    }
    const message = `the schema ${id.text} is of the type ${kind}, and cannot validate as ${validateAs}`;
    context.complain(id.placeAt(0), "schema-type", message, `name a schema of the type ${wanted}`);
  }
}

function check(
  context: CheckContext,
  element: PolicyElement,
  attribute: string,
  what: string,
  known: ReadonlySet<string> | undefined,
): void {
  const found = attributeOf(element, attribute);
  if (found === undefined || known === undefined) return;
  const { text } = found.value;
  if (isExpressionText(text) || text.includes("{{") || known.has(text) || text === DAPR) return;
  const near = nearest(text, [...known]);
  const hint =
    near === undefined ? `define it in the configuration, under ${what}s` : `did you mean ${near}?`;
  context.complain(found.value.placeAt(0), `unknown-${what}`, `there is no ${what} ${text}`, hint);
}
