// Statements as C# writes them, on one line.

import type { CatchClause, Statement, SwitchLabel, SwitchSection } from "#policy/expression/syntax.ts";
import { bodyText, expressionText, patternText } from "./expression-text.ts";
import { quoteName } from "./quote-text.ts";
import { typeText } from "./type-text.ts";

type OfKind<K extends Statement["kind"]> = Statement & { readonly kind: K };

export function statementText(node: Statement): string {
  switch (node.kind) {
    case "block":
      return blockText(node.statements);
    case "empty":
      return ";";
    case "local":
    case "expression":
      return `${headText(node)};`;
    case "local-function":
      return functionText(node);
    case "break":
    case "continue":
      return `${node.kind};`;
    case "return":
      return node.value === undefined ? "return;" : `return ${expressionText(node.value)};`;
    case "throw-statement":
      return node.operand === undefined ? "throw;" : `throw ${expressionText(node.operand)};`;
    default:
      return compoundText(node);
  }
}

type Compound = OfKind<
  "if" | "for" | "foreach" | "while" | "do" | "switch" | "try" | "using" | "checked-block"
>;

function compoundText(node: Compound): string {
  switch (node.kind) {
    case "if": {
      const head = `if (${expressionText(node.condition)}) ${statementText(node.whenTrue)}`;
      return node.whenFalse === undefined ? head : `${head} else ${statementText(node.whenFalse)}`;
    }
    case "for":
      return forText(node);
    case "foreach": {
      const head = `${typeText(node.type)} ${quoteName(node.name)} in ${expressionText(node.items)}`;
      return `foreach (${head}) ${statementText(node.body)}`;
    }
    case "while":
      return `while (${expressionText(node.condition)}) ${statementText(node.body)}`;
    case "do":
      return `do ${statementText(node.body)} while (${expressionText(node.condition)});`;
    case "switch":
      return `switch (${expressionText(node.value)}) { ${node.sections.map(sectionText).join("")}}`;
    case "try":
      return tryText(node);
    case "using":
      return `using (${headText(node.resource)}) ${statementText(node.body)}`;
    case "checked-block":
      return `${node.isChecked ? "checked" : "unchecked"} ${statementText(node.body)}`;
  }
}

function blockText(statements: readonly Statement[]): string {
  return statements.length === 0 ? "{ }" : `{ ${statements.map(statementText).join(" ")} }`;
}

/** A declaration or an expression without its semicolon, as heads of statements hold them. */
function headText(node: Statement): string {
  if (node.kind === "expression") return expressionText(node.expression);
  if (node.kind !== "local") return statementText(node);
  const declarators = node.declarators.map(
    ({ name, value }) => quoteName(name) + (value === undefined ? "" : ` = ${expressionText(value)}`),
  );
  return `${node.isConst ? "const " : ""}${typeText(node.type)} ${declarators.join(", ")}`;
}

function forText(node: OfKind<"for">): string {
  const condition = node.condition === undefined ? "" : ` ${expressionText(node.condition)}`;
  const step = node.step.length === 0 ? "" : ` ${node.step.map(expressionText).join(", ")}`;
  return `for (${node.initial.map(headText).join(", ")};${condition};${step}) ${statementText(node.body)}`;
}

function functionText(node: OfKind<"local-function">): string {
  const parameters = node.parameters.map(
    ({ type, name, default: value }) =>
      `${type === undefined ? "" : `${typeText(type)} `}${quoteName(name)}` +
      (value === undefined ? "" : ` = ${expressionText(value)}`),
  );
  const head = `${typeText(node.returns)} ${quoteName(node.name)}(${parameters.join(", ")})`;
  return node.body.kind === "block" ? `${head} ${bodyText(node.body)}` : `${head} => ${bodyText(node.body)};`;
}

function sectionText({ labels, body }: SwitchSection): string {
  return `${labels.map(labelText).join(" ")} ${body.map(statementText).join(" ")} `;
}

function labelText(label: SwitchLabel): string {
  if (label.kind === "default") return "default:";
  const when = label.when === undefined ? "" : ` when ${expressionText(label.when)}`;
  return `case ${patternText(label.pattern)}${when}:`;
}

function tryText(node: OfKind<"try">): string {
  const last = node.finally === undefined ? "" : ` finally ${statementText(node.finally)}`;
  return `try ${statementText(node.body)}${node.catches.map(catchText).join("")}${last}`;
}

function catchText({ type, name, filter, body }: CatchClause): string {
  const caught =
    type === undefined ? "" : ` (${typeText(type)}${name === undefined ? "" : ` ${quoteName(name)}`})`;
  const when = filter === undefined ? "" : ` when (${expressionText(filter)})`;
  return ` catch${caught}${when} ${statementText(body)}`;
}
