// Types as C# writes them.

import { typeKeywords } from "#policy/expression/lexer/token.ts";
import type { NamePart, TypeSyntax } from "#policy/expression/syntax.ts";
import { quoteMember } from "./quote-text.ts";

export function typeText(type: TypeSyntax): string {
  switch (type.kind) {
    case "name-type":
      return type.parts.map(partText).join(".");
    case "nullable-type":
      return `${typeText(type.underlying)}?`;
    case "array-type":
      return arrayText(type, "");
  }
}

/** `<A, B>`, or nothing. */
export function typeArgumentsText(args: readonly TypeSyntax[]): string {
  return args.length === 0 ? "" : `<${args.map(typeText).join(", ")}>`;
}

/** Ranks are written from the outside in: `int[][,]` is an array of two-dimensional arrays. */
export function arrayText(element: TypeSyntax, ranks: string): string {
  if (element.kind !== "array-type") return typeText(element) + ranks;
  return arrayText(element.element, `${ranks}[${",".repeat(element.rank - 1)}]`);
}

const partText = ({ name, args }: NamePart): string =>
  (typeKeywords.has(name) ? name : quoteMember(name)) + typeArgumentsText(args);
