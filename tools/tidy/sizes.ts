// How long a file, a function and a line may be. A line may be longer for one long literal or address,
// and a test suite's callback for the tests in it.

import type { Node } from "oxc-parser";
import { type FileRule, type Finding, findingAt, findingIn } from "./finding.ts";
import type { Source } from "./source.ts";

const MAX_FILE_LINES = 500;
const MAX_FUNCTION_LINES = 60;
const MAX_COLUMNS = 110;
const LONG_LITERAL_CHARS = 60;
const LONG_ADDRESS = /https?:\/\/[^\s"'`)]{40,}/;

export const checkSizes: FileRule = (source) => [
  ...longFile(source),
  ...longFunctions(source),
  ...longLines(source),
];

function longFile(source: Source): Finding[] {
  const count = source.lines.length;
  if (count <= MAX_FILE_LINES) return [];
  return [
    findingIn(
      source.path,
      `the file has ${count} lines, at most ${MAX_FILE_LINES}: split it by what it does`,
    ),
  ];
}

function longFunctions(source: Source): Finding[] {
  const suites = new Set(source.nodes.flatMap(suiteCallbacks));
  return source.nodes.flatMap((node) => {
    if (!isFunction(node) || suites.has(node)) return [];
    const count = source.placeOf(node.end).line - source.placeOf(node.start).line + 1;
    if (count <= MAX_FUNCTION_LINES) return [];
    return [
      findingAt(
        source,
        node.start,
        `the function has ${count} lines, at most ${MAX_FUNCTION_LINES}: split it`,
      ),
    ];
  });
}

function isFunction(node: Node): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

function suiteCallbacks(node: Node): Node[] {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return [];
  return node.callee.name === "describe" || node.callee.name === "suite" ? node.arguments : [];
}

function longLines(source: Source): Finding[] {
  const tooLong = source.lines.flatMap((line, index) => (line.length > MAX_COLUMNS ? [index + 1] : []));
  if (tooLong.length === 0) return [];
  const excused = linesOfLongLiterals(source);
  return tooLong.flatMap((line) => {
    const text = source.lines[line - 1] ?? "";
    if (excused.has(line) || LONG_ADDRESS.test(text)) return [];
    const message = `the line has ${text.length} columns, at most ${MAX_COLUMNS}`;
    return [{ path: source.path, line, column: MAX_COLUMNS + 1, message }];
  });
}

function linesOfLongLiterals(source: Source): Set<number> {
  const lines = new Set<number>();
  for (const node of source.nodes) {
    if (node.type !== "Literal" && node.type !== "TemplateLiteral") continue;
    if (node.end - node.start <= LONG_LITERAL_CHARS) continue;
    const last = source.placeOf(node.end).line;
    for (let line = source.placeOf(node.start).line; line <= last; line++) lines.add(line);
  }
  return lines;
}
