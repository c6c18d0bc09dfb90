// Named values: `{{name}}` stands for a text that is kept apart from the document. It is put in before
// anything is read, once: what is put in is not looked through again.

import { type ReplacedText, TextReplacer } from "../document/replaced-text.ts";

/** Names are what Azure lets display names be: letters, digits, dots, dashes and underscores. */
const PLACEHOLDER = /\{\{([\w.-]{1,256})\}\}/g;

export type Placeholder = { readonly name: string; readonly at: number };

export function placeholdersOf(text: string): readonly Placeholder[] {
  if (!text.includes("{{")) return [];
  return Array.from(text.matchAll(PLACEHOLDER), ({ 1: name = "", index }) => ({ name, at: index }));
}

/** Names without a value stay as they are written. */
export function substituteNamedValues(text: string, values: ReadonlyMap<string, string>): ReplacedText {
  const replacer = new TextReplacer(text);
  for (const { name, at } of placeholdersOf(text)) {
    const value = values.get(name);
    if (value !== undefined) replacer.replace(at, at + name.length + 4, value);
  }
  return replacer.finish();
}
