// A tree → its text in one canonical form, on one line: for traces and messages, and so that reading and
// printing can be held against each other. Brackets come from the tree (`parenthesized`); none are added.

import type {
  Expression,
  ExpressionSource,
  InterpolationPart,
  Literal,
  Parameter,
  Pattern,
} from "#policy/expression/syntax.ts";
import { argumentsText, newText } from "./new-text.ts";
import { quoteCharacter, quoteMember, quoteName, quotePiece, quoteString } from "./quote-text.ts";
import { statementText } from "./statement-text.ts";
import { typeArgumentsText, typeText } from "./type-text.ts";

/** `@(…)` or `@{ … }`. */
export function expressionSourceText(source: ExpressionSource): string {
  return source.kind === "single"
    ? `@(${expressionText(source.expression)})`
    : `@${statementText(source.body)}`;
}

export function expressionText(node: Expression): string {
  switch (node.kind) {
    case "literal":
      return literalText(node.literal);
    case "interpolation":
      return `$"${node.parts.map(pieceText).join("")}"`;
    case "name":
      return quoteName(node.name) + typeArgumentsText(node.typeArgs);
    case "type":
      return typeText(node.type);
    case "parenthesized":
      return `(${expressionText(node.operand)})`;
    case "new":
    case "new-anonymous":
    case "new-array":
      return newText(node);
    case "default":
      return node.type === undefined ? "default" : `default(${typeText(node.type)})`;
    case "typeof":
      return `typeof(${typeText(node.type)})`;
    case "nameof":
      return `nameof(${expressionText(node.operand)})`;
    case "checked":
      return `${node.isChecked ? "checked" : "unchecked"}(${expressionText(node.operand)})`;
    case "lambda":
      return `${parametersText(node.parameters)} => ${bodyText(node.body)}`;
    case "throw":
      return `throw ${expressionText(node.operand)}`;
    default:
      return operatorText(node);
  }
}

type OfKind<K extends Expression["kind"]> = Expression & { readonly kind: K };
type Chain = OfKind<"member" | "index" | "call" | "conditional-access" | "conditional-receiver" | "postfix">;
type Operator = Chain | OfKind<"unary" | "binary" | "assignment" | "conditional" | "cast" | "as" | "is">;

function operatorText(node: Operator): string {
  switch (node.kind) {
    case "unary":
      return prefixed(node.operator, expressionText(node.operand));
    case "cast":
      return `(${typeText(node.type)})${expressionText(node.operand)}`;
    case "binary":
      return `${expressionText(node.left)} ${node.operator} ${expressionText(node.right)}`;
    case "as":
      return `${expressionText(node.operand)} as ${typeText(node.type)}`;
    case "is":
      return `${expressionText(node.operand)} is ${patternText(node.pattern)}`;
    case "assignment":
      return `${expressionText(node.target)} ${node.operator} ${expressionText(node.value)}`;
    case "conditional": {
      const [condition, whenTrue, whenFalse] = [node.condition, node.whenTrue, node.whenFalse].map(
        expressionText,
      );
      return `${condition} ? ${whenTrue} : ${whenFalse}`;
    }
    default:
      return chainText(node);
  }
}

function chainText(node: Chain): string {
  switch (node.kind) {
    case "member":
      return `${expressionText(node.receiver)}.${quoteMember(node.name)}${typeArgumentsText(node.typeArgs)}`;
    case "index":
      return `${expressionText(node.receiver)}[${argumentsText(node.arguments)}]`;
    case "call":
      return `${expressionText(node.callee)}(${argumentsText(node.arguments)})`;
    case "conditional-access":
      return `${expressionText(node.receiver)}?${expressionText(node.access)}`;
    case "conditional-receiver":
      // Stands before the first . or [ of a chain behind ?, and has no text.
      return "";
    case "postfix":
      return expressionText(node.operand) + node.operator;
  }
}

/** `- -a` is not `--a`. */
const prefixed = (operator: string, operand: string): string =>
  operand.startsWith(operator.charAt(0)) && operator !== "!" && operator !== "~"
    ? `${operator} ${operand}`
    : operator + operand;

export function patternText(pattern: Pattern): string {
  switch (pattern.kind) {
    case "var-pattern":
      return `var ${quoteName(pattern.name)}`;
    case "constant-pattern":
      return expressionText(pattern.value);
    case "type-pattern":
      return typeText(pattern.type) + (pattern.name === undefined ? "" : ` ${quoteName(pattern.name)}`);
  }
}

function pieceText(part: InterpolationPart): string {
  if (part.kind === "text") return quotePiece(part.text);
  const alignment = part.alignment === undefined ? "" : `,${expressionText(part.alignment)}`;
  const format = part.format === undefined ? "" : `:${quotePiece(part.format)}`;
  return `{${expressionText(part.value)}${alignment}${format}}`;
}

function literalText(literal: Literal): string {
  switch (literal.type) {
    case "string":
      return quoteString(literal.value);
    case "char":
      return quoteCharacter(literal.value);
    case "integer":
      return `${literal.value}${literal.suffix.toUpperCase()}`;
    case "decimal":
      return `${literal.text}M`;
    case "float":
      return `${literal.value}F`;
    case "double":
      return `${literal.value}D`;
    case "bool":
    case "null":
      return String(literal.value);
  }
}

function parametersText(parameters: readonly Parameter[]): string {
  const texts = parameters.map(
    ({ name, type }) => (type === undefined ? "" : `${typeText(type)} `) + quoteName(name),
  );
  return parameters.length === 1 && parameters[0]?.type === undefined
    ? texts.join("")
    : `(${texts.join(", ")})`;
}

/** The body of a lambda or a local function, which is a value or a block. */
export function bodyText(body: OfKind<"lambda">["body"]): string {
  return isStatement(body) ? statementText(body) : expressionText(body);
}

const isStatement = (body: OfKind<"lambda">["body"]): body is Exclude<typeof body, Expression> =>
  body.kind === "block";
