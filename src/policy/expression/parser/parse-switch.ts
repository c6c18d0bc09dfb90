// `switch` statements with constants, patterns and guards.

import type { Statement, SwitchLabel, SwitchSection } from "../syntax.ts";
import { parseStatements } from "./parse-block.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseCasePattern } from "./parse-pattern.ts";
import { parseCondition } from "./parse-statement.ts";
import type { TokenCursor } from "./token-cursor.ts";

export function parseSwitch(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  const value = parseCondition(cursor, "switch");
  cursor.expect("{", "opens the cases");
  const sections: SwitchSection[] = [];
  while (isLabel(cursor)) sections.push(parseSection(cursor));
  cursor.expect("}", "closes the cases");
  return { kind: "switch", at, value, sections };
}

function parseSection(cursor: TokenCursor): SwitchSection {
  const { at } = cursor.token;
  const labels: SwitchLabel[] = [];
  while (isLabel(cursor)) labels.push(parseLabel(cursor));
  const body = parseStatements(cursor, () => cursor.is("}") || isLabel(cursor));
  if (body.length === 0) {
    cursor.complain(at, "empty-case", "the case has no statements", "write break; at least");
  }
  return { at, labels, body };
}

/** `default` may begin an expression, too. */
const isLabel = (cursor: TokenCursor): boolean =>
  cursor.is("case") || (cursor.is("default") && cursor.peek(1).text === ":");

function parseLabel(cursor: TokenCursor): SwitchLabel {
  const { at, text } = cursor.next();
  if (text === "default") {
    cursor.next();
    return { kind: "default", at };
  }
  const pattern = parseCasePattern(cursor);
  const when = cursor.take("when") ? parseExpression(cursor) : undefined;
  cursor.expect(":", "ends the label");
  return { kind: "case", at, pattern, when };
}
