// Ways around the type checker: `any`, `!`, casts without a reason; and the syntax that Node cannot erase.

import type { Node } from "oxc-parser";
import { type FileRule, type Finding, findingAt } from "./finding.ts";
import { isTest, type Source } from "./source.ts";

export const checkTypeEscapes: FileRule = (source) => [
  ...source.nodes.flatMap((node) => {
    const message = flawOf(node);
    return message === undefined ? [] : [findingAt(source, node.start, message)];
  }),
  ...(source.path.startsWith("src/") && !isTest(source.path) ? castsWithoutReason(source) : []),
];

function flawOf(node: Node): string | undefined {
  switch (node.type) {
    case "TSAnyKeyword":
      return "any switches the checker off: use unknown and narrow it";
    case "TSNonNullExpression":
      return "! is a claim without a check: test for undefined, or assert with a message";
    case "TSEnumDeclaration":
      return "no enums: use a union of string literals";
    case "TSModuleDeclaration":
      return "no namespaces: a file is a module";
    default:
      return undefined;
  }
}

/** One finding per line: `x as unknown as T` is one cast to its reader. */
function castsWithoutReason(source: Source): Finding[] {
  const commented = linesOfComments(source);
  const found = new Map<number, Finding>();
  for (const node of source.nodes) {
    if (!isCast(node)) continue;
    const first = source.placeOf(node.start).line;
    const last = source.placeOf(node.end).line;
    if (found.has(first) || hasAny(commented, first - 1, last)) continue;
    const message =
      "a cast needs its reason in a comment on its line or the line before; or narrow, or satisfies";
    found.set(first, findingAt(source, node.start, message));
  }
  return [...found.values()];
}

function isCast(node: Node): boolean {
  if (node.type === "TSTypeAssertion") return true;
  if (node.type !== "TSAsExpression") return false;
  const type = node.typeAnnotation;
  const name = type.type === "TSTypeReference" ? type.typeName : undefined;
  return !(name?.type === "Identifier" && name.name === "const");
}

function linesOfComments(source: Source): Set<number> {
  const lines = new Set<number>();
  for (const comment of source.comments) {
    const last = source.placeOf(comment.end).line;
    for (let line = source.placeOf(comment.start).line; line <= last; line++) lines.add(line);
  }
  return lines;
}

function hasAny(lines: ReadonlySet<number>, first: number, last: number): boolean {
  for (let line = first; line <= last; line++) if (lines.has(line)) return true;
  return false;
}
