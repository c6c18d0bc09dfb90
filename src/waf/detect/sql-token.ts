// The tokens that the SQL lexer makes and the judgement reads. Comments inside are dropped like white
// space; only one that ends the value is a token.

import type { WordClass } from "./sql-words.ts";

export type SqlToken =
  | { readonly kind: "number" | "variable" | "comma" | "open" | "close" | "semicolon" | "junk" }
  /** `closed` is false where the value ends inside the string, which the query's own quote may then close. */
  | {
      readonly kind: "string";
      readonly closed: boolean;
      readonly quote: string;
      readonly content: "nothing" | "number" | "text";
      /** Its text begins, or ends, with a sign that no literal is cut at: a space, a bracket. */
      readonly beginsOpen: boolean;
      readonly endsOpen: boolean;
    }
  /** `text` in lower case, dots included; `call` where a parenthesis follows. */
  | { readonly kind: "word"; readonly text: string; readonly word: WordClass; readonly call: boolean }
  | { readonly kind: "operator"; readonly text: string; readonly operator: OperatorClass }
  /** The rest of the value is a comment: `text`, without its beginning. */
  | { readonly kind: "comment"; readonly style: "--" | "#" | "/*"; readonly text: string };

/** The literal, or the quoted name, in which a value is read. */
export type SqlQuote = "'" | '"' | "`" | "";

export type OperatorClass = "logic" | "compare" | "arithmetic" | "prefix" | "assign";

/** What the lexer saw beside the tokens. */
export type SqlReading = {
  readonly tokens: readonly SqlToken[];
  /** A comment stood between tokens. */
  readonly inlineComment: boolean;
  /** A comment held another's beginning. */
  readonly nestedComment: boolean;
  /** A comment's text runs on servers of some version on: `/*!50000 … `. */
  readonly conditionalComment: boolean;
  /** Where reading stopped, less than the value's length after very many tokens. */
  readonly position: number;
  /** A comment named `sp_password`, which keeps SQL Server from logging the statement. */
  readonly hidesFromLog: boolean;
};
