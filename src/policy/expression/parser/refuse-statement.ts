// Statements of C# that policy expressions have not, known by how they begin.

import { complainRefused, type RefusalName, refuse } from "./refusals.ts";
import type { TokenCursor } from "./token-cursor.ts";

const byKeyword: ReadonlyMap<string, RefusalName> = new Map<string, RefusalName>([
  ["goto", "goto"],
  ["lock", "lock"],
  ["unsafe", "unsafe"],
  ["fixed", "unsafe"],
  ["class", "declaration"],
  ["struct", "declaration"],
  ["interface", "declaration"],
  ["enum", "declaration"],
  ["namespace", "declaration"],
  ["public", "event"],
  ["private", "event"],
  ["protected", "event"],
  ["internal", "event"],
  ["event", "event"],
  ["ref", "reference"],
]);

/** Refuses what begins here; `static` and `async` before a local function are complained of and passed. */
export function refuseStatement(cursor: TokenCursor): void {
  const { kind, text } = cursor.token;
  if (kind === "keyword") refuseKeyword(cursor, text);
  else if (kind === "identifier") refuseWord(cursor, text);
}

function refuseKeyword(cursor: TokenCursor, text: string): void {
  const name = byKeyword.get(text);
  if (name !== undefined) refuse(cursor, name);
  if (text === "delegate" && cursor.peek(1).text !== "{" && cursor.peek(1).text !== "(")
    refuse(cursor, "declaration");
  if (text === "using" && cursor.peek(1).text !== "(") refuse(cursor, "using");
  if (text !== "static" || cursor.peek(1).kind === "punctuation") return;
  complainRefused(cursor, "static");
  cursor.next();
}

function refuseWord(cursor: TokenCursor, text: string): void {
  const following = cursor.peek(1);
  if (following.text === ":") refuse(cursor, "label");
  if (text === "yield" && (following.text === "return" || following.text === "break"))
    refuse(cursor, "yield");
  if (text === "await" && (following.text === "foreach" || following.text === "using"))
    refuse(cursor, "await");
  if (text === "record" && following.kind === "identifier" && "({;".includes(cursor.peek(2).text)) {
    refuse(cursor, "declaration");
  }
  if (text === "var" && following.text === "(") {
    const behind = cursor.tokenAt(following.partner + 1).text;
    if (behind === "=") refuse(cursor, "tuple");
  }
  if (text !== "async" || !isDeclarationWord(following.kind)) return;
  complainRefused(cursor, "async");
  cursor.next();
}

const isDeclarationWord = (kind: string): boolean => kind === "identifier" || kind === "keyword";
