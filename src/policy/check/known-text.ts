// What a value of a document is before any request comes.

import { isExpressionText, type SourceText } from "../document/document-tree.ts";
import type { CheckContext } from "./check-context.ts";
import { placeholdersOf, substituteNamedValues } from "./substitute-named-values.ts";

export type KnownText = {
  /** White space around it aside. */
  readonly text: string;
  readonly untrimmed: string;
  /** As the document has it: for messages, which show no value of a name. */
  readonly written: string;
  readonly source: SourceText;
};

/** Undefined where a request decides it, or a named value whose value is not known. */
export function knownText({ namedValues }: CheckContext, source: SourceText): KnownText | undefined {
  const { text } = substituteNamedValues(source.text, namedValues ?? new Map());
  if (isExpressionText(text)) return undefined;
  if (namedValues === undefined && placeholdersOf(text).length > 0) return undefined;
  return { text: text.trim(), untrimmed: text, written: source.text.trim(), source };
}
