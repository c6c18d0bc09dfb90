// By which schemas a document validates bodies, and how: known before the first body comes, so that none
// waits until they are compiled.

import { attributeOf, childElements, type PolicyElement } from "./document/document-tree.ts";
import { readPolicyDocument } from "./document/read-document.ts";

export type SchemaUse = {
  readonly validateAs: string;
  /** Undefined for the schemas of the API's description. */
  readonly schemaId: string | undefined;
  readonly schemaRef: string | undefined;
  /** Undefined where the schema itself says it. */
  readonly allowsAdditional: boolean | undefined;
  readonly ignoresCase: boolean;
};

/** What stands behind a named value is not among them: that is compiled when it is first used. */
export function schemaUses(text: string, file: string): readonly SchemaUse[] {
  if (!text.includes("validate-content")) return [];
  const { root } = readPolicyDocument(text, file);
  return root === undefined ? [] : usesIn(root);
}

function usesIn(element: PolicyElement): readonly SchemaUse[] {
  if (element.name === "validate-content") {
    return childElements(element)
      .filter(({ name }) => name === "content")
      .map(useOf);
  }
  return childElements(element).flatMap(usesIn);
}

function useOf(content: PolicyElement): SchemaUse {
  const text = (name: string): string | undefined => attributeOf(content, name)?.value.text;
  const flag = (name: string): boolean | undefined => {
    const written = text(name)?.trim().toLowerCase();
    return written === undefined ? undefined : written === "true";
  };
  return {
    validateAs: text("validate-as") ?? "json",
    schemaId: text("schema-id"),
    schemaRef: text("schema-ref"),
    allowsAdditional: flag("allow-additional-properties"),
    ignoresCase: flag("case-insensitive-property-names") ?? false,
  };
}
