// Types: names with type arguments, keywords, `?`, and arrays.

import { nameOf, typeKeywords } from "../lexer/token.ts";
import type { NamePart, TypeSyntax } from "../syntax.ts";
import { refuse } from "./refusals.ts";
import { rankEnd } from "./scan-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** A whole type. */
export function parseType(cursor: TokenCursor): TypeSyntax {
  return parseRanks(cursor, parseElementType(cursor));
}

/** A type without its array ranks, as `new` needs it: `new int?[3]`. */
export function parseElementType(cursor: TokenCursor): TypeSyntax {
  const named = parseNamedType(cursor);
  return cursor.take("?") ? { kind: "nullable-type", at: named.at, underlying: named } : named;
}

/**
 * A type behind `is` or `as`, where `?` may begin a conditional: it belongs to the type where nothing
 * follows that an operand could begin with.
 */
export function parseTestedType(cursor: TokenCursor): TypeSyntax {
  const named = parseNamedType(cursor);
  if (!cursor.is("?") || beginsOperand(cursor)) return parseRanks(cursor, named);
  cursor.next();
  return parseRanks(cursor, { kind: "nullable-type", at: named.at, underlying: named });
}

/** Array ranks behind an element type: `int[][,]` is an array of two-dimensional arrays. */
export function parseRanks(cursor: TokenCursor, element: TypeSyntax): TypeSyntax {
  const ranks: number[] = [];
  for (;;) {
    const end = rankEnd(cursor, cursor.index);
    if (end < 0) break;
    ranks.push(end - cursor.index - 1);
    cursor.index = end;
  }
  return ranks.reduceRight<TypeSyntax>(
    (inner, rank) => ({ kind: "array-type", at: element.at, element: inner, rank }),
    element,
  );
}

/** `<A, B>`; empty where none come. */
export function parseTypeArguments(cursor: TokenCursor): readonly TypeSyntax[] {
  if (!cursor.take("<")) return [];
  if (cursor.is(">") || cursor.is(",")) refuse(cursor, "open-generic");
  const args = [parseType(cursor)];
  while (cursor.take(",")) args.push(parseType(cursor));
  cursor.expect(">", "closes the type arguments");
  return args;
}

function parseNamedType(cursor: TokenCursor): TypeSyntax {
  const { kind, text, at } = cursor.token;
  if (kind === "keyword" && typeKeywords.has(text)) {
    cursor.next();
    if (cursor.is("*")) refuse(cursor, "unsafe");
    return { kind: "name-type", at, parts: [{ at, name: text, args: [] }] };
  }
  if (text === "(") refuse(cursor, "tuple");
  if (kind !== "identifier")
    cursor.fail("type-expected", `${cursor.found()} stands where a type belongs`, "write one");
  if (text === "dynamic") refuse(cursor, "dynamic");
  cursor.enter();
  const parts = [parsePart(cursor)];
  while (cursor.is(".") || cursor.is("::")) {
    if (cursor.is("::")) refuse(cursor, "alias");
    cursor.next();
    parts.push(parsePart(cursor));
  }
  cursor.leave();
  return { kind: "name-type", at, parts };
}

function parsePart(cursor: TokenCursor): NamePart {
  const token = cursor.expectName("a type");
  return { at: token.at, name: nameOf(token), args: parseTypeArguments(cursor) };
}

const operandSigns: ReadonlySet<string> = new Set("( + - ! ~ ++ --".split(" "));
const noOperands: ReadonlySet<string> = new Set("as is in out ref".split(" "));

/** Whether what follows the `?` at the cursor begins an expression. */
function beginsOperand(cursor: TokenCursor): boolean {
  const { kind, text } = cursor.peek(1);
  if (kind === "punctuation") return operandSigns.has(text);
  if (kind === "keyword") return !noOperands.has(text);
  return kind === "identifier" || kind === "literal" || kind === "interpolation-start";
}
