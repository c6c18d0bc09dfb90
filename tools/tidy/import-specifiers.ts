// Where a file names another one: imports, re-exports, `import()`, import types, and the
// `new URL("./worker.ts", import.meta.url)` by which worker entries are found.

import { posix } from "node:path";
import type { Node } from "oxc-parser";
import type { Source } from "./source.ts";

export type ImportSpecifier = {
  readonly text: string;
  readonly offset: number;
  /** Erased before it runs: `import type`, or a type written as `import("…").T`. */
  readonly typeOnly: boolean;
  /** `import` for syntax that loads or refers to a module, `url` for a file named for a worker. */
  readonly kind: "import" | "url";
};

/** All of them, in source order; computed specifiers cannot be read and are left out. */
export function importSpecifiers(source: Source): ImportSpecifier[] {
  return source.nodes.flatMap((node) => specifierOf(node) ?? []);
}

/** The repository path that a specifier names; undefined for packages and Node's own modules. */
export function resolveSpecifier(fromPath: string, text: string): string | undefined {
  if (text.startsWith("#")) return `src/${text.slice(1)}`;
  if (text.startsWith("./") || text.startsWith("../")) return posix.join(posix.dirname(fromPath), text);
  return undefined;
}

function specifierOf(node: Node): ImportSpecifier | undefined {
  switch (node.type) {
    case "ImportDeclaration":
      return specifier(node.source, node.importKind === "type");
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
      return node.source === null ? undefined : specifier(node.source, node.exportKind === "type");
    case "ImportExpression":
      return specifier(node.source, false);
    case "TSImportType":
      return specifier(node.source, true);
    case "NewExpression":
      return workerUrl(node);
    default:
      return undefined;
  }
}

function specifier(node: Node, typeOnly: boolean): ImportSpecifier | undefined {
  if (node.type !== "Literal" || typeof node.value !== "string") return undefined;
  return { text: node.value, offset: node.start, typeOnly, kind: "import" };
}

function workerUrl(node: Extract<Node, { type: "NewExpression" }>): ImportSpecifier | undefined {
  const [file, base] = node.arguments;
  if (node.callee.type !== "Identifier" || node.callee.name !== "URL") return undefined;
  if (file?.type !== "Literal" || typeof file.value !== "string" || !file.value.endsWith(".ts"))
    return undefined;
  if (base?.type !== "MemberExpression" || base.object.type !== "MetaProperty") return undefined;
  return { text: file.value, offset: file.start, typeOnly: false, kind: "url" };
}
