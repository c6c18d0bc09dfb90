// Text with `%{COLLECTION.key}` in it, as messages, log data, operator arguments and assignments have it:
// split once when rules are read, expanded per transaction. A macro is plain data, so that it passes
// between threads.

/** What `%{…}` names: a variable, or a key of a collection. Names are upper case, keys as written. */
export type MacroReference = { readonly variable: string; readonly key: string };

/** Literal text and references in their order; text without references is one string, empty text none. */
export type Macro = readonly (string | MacroReference)[];

const REFERENCE = /%\{([A-Za-z_]+)(?:[.:]([^}]*))?\}/g;

/** Splits a text. What only looks like a reference (`%{`, `%{}`) stays literal, as the reference engines
 * have it. */
export function parseMacro(text: string): Macro {
  const parts: (string | MacroReference)[] = [];
  let end = 0;
  for (const found of text.matchAll(REFERENCE)) {
    if (found.index > end) parts.push(text.slice(end, found.index));
    parts.push({ variable: (found[1] ?? "").toUpperCase(), key: found[2] ?? "" });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** The text of a macro that has no references; undefined where it has some. */
export function literalText(macro: Macro): string | undefined {
  const [first] = macro;
  if (first === undefined) return "";
  return macro.length === 1 && typeof first === "string" ? first : undefined;
}

/** The macro as it was written, for messages. */
export function macroText(macro: Macro): string {
  return macro
    .map((part) => (typeof part === "string" ? part : `%{${part.variable}${part.key && `.${part.key}`}}`))
    .join("");
}
