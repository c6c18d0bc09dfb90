// Interpolated strings: `$"a{value,alignment:format}b"`.

import type { Expression, InterpolationPart } from "../syntax.ts";
import { parseExpression } from "./parse-expression.ts";
import type { TokenCursor } from "./token-cursor.ts";

export function parseInterpolation(cursor: TokenCursor): Expression {
  const { at } = cursor.next();
  const parts: InterpolationPart[] = [];
  for (;;) {
    const { kind, literal } = cursor.next();
    if (kind === "interpolation-text" && literal?.type === "string") {
      parts.push({ kind: "text", text: literal.value });
    } else if (kind === "hole-start") {
      const hole = cursor.recover([], () => parseHole(cursor));
      if (hole !== undefined) parts.push(hole);
      cursor.next();
    } else {
      return { kind: "interpolation", at, parts };
    }
  }
}

/** Up to the closing brace, which stays. */
function parseHole(cursor: TokenCursor): InterpolationPart {
  if (cursor.isKind("hole-end")) {
    const hint = "write a value, or {{ and }} for braces";
    cursor.fail("empty-hole", "there is no value in the braces", hint);
  }
  const value = parseExpression(cursor);
  const alignment = cursor.take(",") ? parseExpression(cursor) : undefined;
  const format = takeFormat(cursor);
  if (!cursor.isKind("hole-end")) {
    cursor.fail("unexpected-token", `${cursor.found()} stands where } closes the hole`, "write } before it");
  }
  return { kind: "hole", value, alignment, format };
}

function takeFormat(cursor: TokenCursor): string | undefined {
  const { kind, literal, at } = cursor.token;
  if (kind !== "hole-format" || literal?.type !== "string") return undefined;
  cursor.next();
  if (literal.value === "")
    cursor.complain(at, "empty-format", "there is no format behind the :", "take it out");
  return literal.value;
}
