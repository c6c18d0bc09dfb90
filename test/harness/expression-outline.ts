// A policy expression's tree on one line, for tables of what is expected: `(+ a (* b c))`. Offsets are left
// out.

import type { Expression, Literal, NamePart, TypeSyntax } from "#policy/expression/syntax.ts";

export function outline(value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return `[${value.map(outline).join(" ")}]`;
  if (typeof value !== "object" || value === null) return typeof value === "string" ? value : "";
  if (isTarget(value)) return outlineFields(value);
  // Whatever else has a kind is a node of the tree.
  return outlineNode(value as Expression | TypeSyntax) ?? outlineFields(value);
}

/** What an initialiser sets is called as expressions are, and stands in no object. */
const isTarget = (node: object): boolean =>
  "kind" in node && (node.kind === "member" || node.kind === "index") && !("receiver" in node);

function outlineFields(node: object): string {
  const words = Object.entries(node).flatMap(([key, field]) => {
    if (key === "at" || field === undefined || field === false) return [];
    return [field === true ? key : outline(field)];
  });
  return `(${words.join(" ")})`;
}

function outlineNode(node: Expression | TypeSyntax): string | undefined {
  switch (node.kind) {
    case "name-type":
      return node.parts.map(outlinePart).join(".");
    case "array-type":
      return `${outline(node.element)}[${",".repeat(node.rank - 1)}]`;
    case "nullable-type":
      return `${outline(node.underlying)}?`;
    case "literal":
      return outlineLiteral(node.literal);
    case "name":
      return node.name + outlineArgs(node.typeArgs);
    case "member":
      return `${outline(node.receiver)}.${node.name}${outlineArgs(node.typeArgs)}`;
    case "conditional-receiver":
      return "¤";
    case "call":
      return `${outline(node.callee)}(${node.arguments.map(outlineArgument).join(", ")})`;
    case "index":
      return `${outline(node.receiver)}[${node.arguments.map(outlineArgument).join(", ")}]`;
    default:
      return outlineOperator(node);
  }
}

function outlineOperator(node: Expression): string | undefined {
  switch (node.kind) {
    case "binary":
      return `(${node.operator} ${outline(node.left)} ${outline(node.right)})`;
    case "assignment":
      return `(${node.operator} ${outline(node.target)} ${outline(node.value)})`;
    case "unary":
      return `(${node.operator} ${outline(node.operand)})`;
    case "postfix":
      return `(post${node.operator} ${outline(node.operand)})`;
    case "conditional":
      return `(? ${outline(node.condition)} ${outline(node.whenTrue)} ${outline(node.whenFalse)})`;
    case "conditional-access":
      return `(?. ${outline(node.receiver)} ${outline(node.access)})`;
    case "parenthesized":
      return `{${outline(node.operand)}}`;
    default:
      return undefined;
  }
}

function outlineArgument(argument: Extract<Expression, { kind: "call" }>["arguments"][number]): string {
  const name = argument.name === undefined ? "" : `${argument.name}: `;
  const mode = argument.mode === "value" ? "" : `${argument.mode} `;
  return name + mode + outline(argument.value);
}

const outlinePart = (part: NamePart): string => part.name + outlineArgs(part.args);

const outlineArgs = (args: readonly TypeSyntax[]): string =>
  args.length === 0 ? "" : `<${args.map(outline).join(", ")}>`;

function outlineLiteral(literal: Literal): string {
  switch (literal.type) {
    case "string":
      return JSON.stringify(literal.value);
    case "char":
      return `'${String.fromCharCode(literal.value)}'`;
    case "integer":
      return `${literal.value}${literal.suffix}`;
    case "decimal":
      return `${literal.text}m`;
    case "float":
      return `${literal.value}f`;
    case "double":
      return `${literal.value}d`;
    default:
      return String(literal.value);
  }
}
