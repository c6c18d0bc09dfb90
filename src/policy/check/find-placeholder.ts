// Where an expression needs the value of a named value to be C# at all.

import { Lexer } from "../expression/lexer/lexer.ts";
import { type Placeholder, placeholdersOf } from "./substitute-named-values.ts";

/** The first `{{name}}` that stands in code; those in strings and comments are text. */
export function placeholderInCode(expression: string): Placeholder | undefined {
  const placeholders = placeholdersOf(expression);
  if (placeholders.length === 0) return undefined;
  const lexer = new Lexer(expression, expression.indexOf("@"), () => undefined);
  lexer.run();
  const code = new Set(lexer.tokens.filter(({ kind }) => kind === "punctuation").map(({ at }) => at));
  return placeholders.find(({ at }) => code.has(at));
}
