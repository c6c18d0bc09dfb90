// A policy document as it was written: elements, attributes and texts with their places, comments included.
// What an element means is for ../statement to say.

import type { Place } from "#kernel/diagnostic.ts";

/** A value as the document means it, entities decoded, that knows where each of its characters stands. */
export type SourceText = {
  readonly text: string;
  /** The place of the character at an offset of `text`. */
  readonly placeAt: (offset: number) => Place;
};

export type PolicyAttribute = {
  readonly name: string;
  readonly place: Place;
  readonly value: SourceText;
};

export type PolicyContent =
  | PolicyElement
  | { readonly kind: "text"; readonly source: SourceText }
  | { readonly kind: "comment"; readonly text: string; readonly place: Place };

export type PolicyElement = {
  readonly kind: "element";
  readonly name: string;
  readonly place: Place;
  readonly attributes: readonly PolicyAttribute[];
  readonly content: readonly PolicyContent[];
};

export function attributeOf(element: PolicyElement, name: string): PolicyAttribute | undefined {
  return element.attributes.find((attribute) => attribute.name === name);
}

export function childElements(element: PolicyElement): readonly PolicyElement[] {
  return element.content.filter((content) => content.kind === "element");
}

/** Whether the text is one whole expression, `@(…)` or `@{…}`; behind other text one is literal. */
export function isExpressionText(text: string): boolean {
  return /^\s*@[({]/.test(text);
}
