// One TypeScript file, read and parsed once for all rules. Rules go through the flat list of nodes.

import { type Comment, type Node, parseSync, visitorKeys } from "oxc-parser";

export type Place = { readonly line: number; readonly column: number };

export type Source = {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly comments: readonly Comment[];
  /** Every node of the syntax tree, a parent before its children. */
  readonly nodes: readonly Node[];
  /** Offset of the first statement; the length of the text where there is none. */
  readonly bodyStart: number;
  /** Messages of the parser; with one of them, the other rules say nothing useful. */
  readonly syntaxErrors: readonly { readonly offset: number; readonly message: string }[];
  readonly placeOf: (offset: number) => Place;
};

/** Parses one file. Never throws: what does not parse has `syntaxErrors`. */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text, { lang: "ts", sourceType: "module" });
  const lineStarts = startsOfLines(text);
  return {
    path,
    text,
    lines: linesOf(text),
    comments,
    nodes: flatten(program),
    bodyStart: program.body[0]?.start ?? text.length,
    syntaxErrors: errors.map((error) => ({ offset: error.labels[0]?.start ?? 0, message: error.message })),
    placeOf: (offset) => placeIn(lineStarts, offset),
  };
}

/** True for what only tests load. */
export function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || path.startsWith("test/");
}

/** `http` for `src/http/h1/reader.ts`; undefined for `src/main.ts` and everything outside src. */
export function moduleOf(path: string): string | undefined {
  const [root, name, rest] = path.split("/", 3);
  return root === "src" && rest !== undefined ? name : undefined;
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function placeIn(lineStarts: readonly number[], offset: number): Place {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}

function flatten(root: Node): Node[] {
  const found: Node[] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    found.push(node);
    const children = (visitorKeys[node.type] ?? []).flatMap((key) => nodesUnder(Reflect.get(node, key)));
    stack.push(...children.reverse());
  }
  return found;
}

function nodesUnder(value: unknown): Node[] {
  if (Array.isArray(value)) return value.filter(isNode);
  return isNode(value) ? [value] : [];
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value;
