// Patterns behind `is` and `case`: a type with or without a name, a constant, `var name`. A name that may be
// a type or a constant (`x is A.B`) is a type pattern; what it is, is the binder's to find out.

import { nameOf } from "../lexer/token.ts";
import type { Pattern } from "../syntax.ts";
import { parseBinary, parseExpression, SHIFT } from "./parse-expression.ts";
import { parseTestedType, parseType } from "./parse-type.ts";
import { refuse } from "./refusals.ts";
import { scanType } from "./scan-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

const laterSigns: ReadonlySet<string> = new Set(["{", "[", "<", ">", "<=", ">=", ".."]);

export function parseIsPattern(cursor: TokenCursor): Pattern {
  const pattern = refuseLater(cursor) ?? parseVarPattern(cursor) ?? parseTested(cursor);
  refuseCombined(cursor);
  return pattern;
}

export function parseCasePattern(cursor: TokenCursor): Pattern {
  const pattern =
    refuseLater(cursor) ?? parseVarPattern(cursor) ?? parseDeclared(cursor) ?? parseConstant(cursor, 0);
  refuseCombined(cursor);
  return pattern;
}

function refuseLater(cursor: TokenCursor): undefined {
  const { text } = cursor.token;
  if (laterSigns.has(text) || (text === "not" && beginsPattern(cursor))) refuse(cursor, "pattern");
  return undefined;
}

/** `and` and `or` join patterns in later versions of C#. */
function refuseCombined(cursor: TokenCursor): void {
  const { text } = cursor.token;
  if (text === "{" || ((text === "and" || text === "or") && beginsPattern(cursor))) refuse(cursor, "pattern");
}

function beginsPattern(cursor: TokenCursor): boolean {
  const { kind, text } = cursor.peek(1);
  if (kind === "keyword") return text !== "is" && text !== "as" && text !== "when";
  return kind === "literal" || kind === "identifier" || laterSigns.has(text) || text === "-";
}

function parseVarPattern(cursor: TokenCursor): Pattern | undefined {
  if (!cursor.is("var")) return undefined;
  if (cursor.peek(1).text === "(") refuse(cursor, "pattern");
  if (cursor.peek(1).kind !== "identifier") return undefined;
  const { at } = cursor.next();
  return { kind: "var-pattern", at, name: cursor.name("a variable") };
}

function parseTested(cursor: TokenCursor): Pattern {
  if (scanType(cursor, cursor.index) === undefined) {
    return parseConstant(cursor, SHIFT);
  }
  const { at } = cursor.token;
  const type = parseTestedType(cursor);
  return { kind: "type-pattern", at, type, name: takeDesignation(cursor) };
}

function takeDesignation(cursor: TokenCursor): string | undefined {
  const { kind, text } = cursor.token;
  if (kind !== "identifier" || text === "when") return undefined;
  if ((text === "and" || text === "or") && beginsPattern(cursor)) return undefined;
  return nameOf(cursor.next());
}

/** `case T name`; a type alone is no pattern of a case in C# 7. */
function parseDeclared(cursor: TokenCursor): Pattern | undefined {
  const scan = scanType(cursor, cursor.index);
  if (scan === undefined) return undefined;
  const designation = cursor.tokenAt(scan.end);
  if (designation.text === "{") refuse(cursor, "pattern", designation.at);
  if (designation.kind !== "identifier" || ["when", "and", "or"].includes(designation.text)) return undefined;
  const { at } = cursor.token;
  const type = parseType(cursor);
  return { kind: "type-pattern", at, type, name: cursor.name("a variable") };
}

/** An expression of operators of at least the precedence `least`. */
function parseConstant(cursor: TokenCursor, least: number): Pattern {
  const { at } = cursor.token;
  const value = least === 0 ? parseExpression(cursor) : parseBinary(cursor, least);
  return { kind: "constant-pattern", at, value };
}
