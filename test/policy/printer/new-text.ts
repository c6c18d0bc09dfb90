// `new` and arguments as C# writes them.

import type { Argument, Expression, Initializer, MemberInitializer } from "#policy/expression/syntax.ts";
import { expressionText } from "./expression-text.ts";
import { quoteMember, quoteName } from "./quote-text.ts";
import { arrayText, typeText } from "./type-text.ts";

type NewArray = Expression & { readonly kind: "new-array" };

export function newText(node: Expression & { readonly kind: "new" | "new-anonymous" | "new-array" }): string {
  switch (node.kind) {
    case "new": {
      const made = `new ${typeText(node.type)}(${argumentsText(node.arguments)})`;
      return node.initializer === undefined ? made : `${made} ${initializerText(node.initializer)}`;
    }
    case "new-anonymous":
      return `new ${braced(node.fields.map(({ name, value }) => (name === undefined ? "" : `${quoteName(name)} = `) + expressionText(value)))}`;
    case "new-array":
      return newArrayText(node);
  }
}

function newArrayText({ element, length, items }: NewArray): string {
  const rank = `[${length === undefined ? "" : expressionText(length)}]`;
  const head = element === undefined ? rank : ` ${arrayText(element, rank)}`;
  return `new${head}${items === undefined ? "" : ` ${braced(items.map(expressionText))}`}`;
}

export function argumentsText(args: readonly Argument[]): string {
  return args.map(argumentText).join(", ");
}

function argumentText({ name, mode, value }: Argument): string {
  const prefix = (name === undefined ? "" : `${quoteName(name)}: `) + (mode === "value" ? "" : `${mode} `);
  if (value.kind !== "out-declaration") return prefix + expressionText(value);
  return `${prefix}${typeText(value.type)} ${quoteName(value.name)}`;
}

function initializerText(initializer: Initializer): string {
  if (initializer.kind === "members") return braced(initializer.members.map(memberText));
  return braced(initializer.elements.map(elementText));
}

function memberText({ target, value }: MemberInitializer): string {
  const left = target.kind === "member" ? quoteMember(target.name) : `[${argumentsText(target.arguments)}]`;
  const isNested = value.kind === "members" || value.kind === "elements";
  return `${left} = ${isNested ? initializerText(value) : expressionText(value)}`;
}

/** One value stands alone, unless it would be taken for a member that is set. */
function elementText(values: readonly Expression[]): string {
  const [first] = values;
  if (values.length === 1 && first !== undefined && first.kind !== "assignment") return expressionText(first);
  return braced(values.map(expressionText));
}

const braced = (texts: readonly string[]): string => (texts.length === 0 ? "{ }" : `{ ${texts.join(", ")} }`);
