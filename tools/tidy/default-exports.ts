// src exports by name, so that one thing has one name everywhere.

import type { Node } from "oxc-parser";
import { type FileRule, findingAt } from "./finding.ts";

export const checkDefaultExports: FileRule = (source) => {
  if (!source.path.startsWith("src/")) return [];
  return source.nodes.flatMap((node) =>
    isDefaultExport(node) ? [findingAt(source, node.start, "no default exports: export it by its name")] : [],
  );
};

function isDefaultExport(node: Node): boolean {
  if (node.type === "ExportDefaultDeclaration") return true;
  if (node.type !== "ExportSpecifier") return false;
  return node.exported.type === "Identifier" && node.exported.name === "default";
}
