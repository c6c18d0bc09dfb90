// src exports by name, so that one thing has one name everywhere.

import { type FileRule, findingAt } from "./finding.ts";

export const checkDefaultExports: FileRule = (source) => {
  if (!source.path.startsWith("src/")) return [];
  return source.nodes.flatMap((node) =>
    node.type === "ExportDefaultDeclaration" ? [findingAt(source, node.start, "export it by name")] : [],
  );
};
