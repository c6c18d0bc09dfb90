// Where a policy expression ends in a document that is no XML because quotes, < and & stand raw in it.

import { Lexer } from "./lexer/lexer.ts";

export type ExpressionEnd =
  /** The offset behind the bracket that closes the expression. */
  | { readonly kind: "end"; readonly end: number }
  /** Why there is no end; `at` is an offset into the document, the rest as in a diagnostic. */
  | {
      readonly kind: "failure";
      readonly at: number;
      readonly code: string;
      readonly message: string;
      readonly hint: string;
    };

/**
 * Finds the end of the expression that begins in `document` at the offset `start`, with `@(` or `@{`.
 * Brackets in strings, characters and comments do not count; those in the holes of interpolated strings do.
 * Only what hides the end is a failure: other mistakes are the parser's to tell. Linear in what it passes.
 */
export function findExpressionEnd(document: string, start: number): ExpressionEnd {
  let last: ExpressionEnd & { readonly kind: "failure" } = {
    kind: "failure",
    at: start,
    code: "not-an-expression",
    message: "no expression begins here",
    hint: "write @(…) or @{…}",
  };
  if (!isExpressionStart(document, start)) return last;
  const lexer = new Lexer(document, start, (at, code, message, hint) => {
    last = { kind: "failure", at, code, message, hint };
  });
  const end = lexer.run();
  return end === undefined ? last : { kind: "end", end };
}

/** Whether `@(` or `@{` stands at the offset. */
export function isExpressionStart(text: string, offset: number): boolean {
  return text.startsWith("@(", offset) || text.startsWith("@{", offset);
}
