// One value of a document, an attribute's or an element's text: named values, then literal or expression.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import { isExpressionText, type SourceText } from "../document/document-tree.ts";
import { checkExpression } from "../expressions.ts";
import type { LiteralType } from "../statement/schema.ts";
import type { ClrType } from "../type/clr-type.ts";
import { boolType, doubleType, intType, longType, objectType, stringType } from "../type/well-known.ts";
import type { CheckContext } from "./check-context.ts";
import { placeholderInCode } from "./find-placeholder.ts";
import { literalMistake } from "./literal-mistake.ts";
import { placeholdersOf, substituteNamedValues } from "./substitute-named-values.ts";

export type ValueRules = {
  readonly takes: LiteralType;
  readonly allowsExpression: boolean;
  /** `code of set-status`, for messages. */
  readonly label: string;
};

export function checkValue(context: CheckContext, written: SourceText, rules: ValueRules): void {
  const source = withNamedValues(context, written);
  if (isExpressionText(source.text)) checkExpressionText(context, source, rules);
  else checkLiteral(context, source, rules);
}

/** Complains about names without a value, where values are known. */
function withNamedValues(context: CheckContext, source: SourceText): SourceText {
  const { namedValues } = context;
  if (namedValues === undefined || !source.text.includes("{{")) return source;
  for (const { name, at } of placeholdersOf(source.text)) {
    if (namedValues.has(name)) continue;
    const hint = "add it to the named values; letters must match in case";
    context.complain(source.placeAt(at), "unknown-named-value", `there is no named value ${name}`, hint);
  }
  const { text, originalOffset } = substituteNamedValues(source.text, namedValues);
  return { text, placeAt: (offset) => source.placeAt(originalOffset(offset)) };
}

function checkExpressionText(context: CheckContext, source: SourceText, rules: ValueRules): void {
  const { text, placeAt } = source;
  const start = Math.max(text.search(/\S/), 0);
  if (!rules.allowsExpression) {
    const message = `${rules.label} cannot be an expression`;
    context.complain(placeAt(start), "expression-not-allowed", message, "write a literal value");
    return;
  }
  const diagnostics = checkExpression(text, placeAt, resultTypes(rules.takes));
  if (diagnostics.some(isError) && warnOfPlaceholder(context, source)) return;
  context.diagnostics.push(...diagnostics);
}

/** Where the value of a name decides what the code is, nothing can be said about the code without it. */
function warnOfPlaceholder(context: CheckContext, { text, placeAt }: SourceText): boolean {
  if (context.namedValues !== undefined) return false;
  const found = placeholderInCode(text);
  if (found === undefined) return false;
  const message = `the expression cannot be checked without the named value ${found.name}`;
  context.warn(placeAt(found.at), "named-value-unknown", message, "give the named values to check it");
  return true;
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";

/** What an expression may give, the first that fits; other literals are texts, which anything becomes. */
function resultTypes(takes: LiteralType): readonly ClrType[] {
  switch (takes.kind) {
    case "bool":
      return [boolType];
    case "integer":
      return [intType, longType, stringType];
    case "number":
      return [doubleType, stringType];
    default:
      return [objectType];
  }
}

function checkLiteral(context: CheckContext, { text, placeAt }: SourceText, rules: ValueRules): void {
  const start = Math.max(text.search(/\S/), 0);
  const expression = rules.allowsExpression ? text.search(/@[({]/) : -1;
  if (rules.takes.kind === "uri-template" && expression !== -1) {
    const hint = 'let the expression give the whole template: @($"/items/{…}")';
    const message = `${rules.label} is wholly an expression, or wholly a text`;
    context.complain(placeAt(expression), "mixed-template", message, hint);
    return;
  }
  // What the value will be is not known.
  if (context.namedValues === undefined && placeholdersOf(text).length > 0) return;
  const mistake = literalMistake(rules.takes, text.trim());
  if (mistake === undefined) return;
  context.complain(placeAt(start), "bad-value", `${rules.label}: ${mistake.message}`, mistake.hint);
}
