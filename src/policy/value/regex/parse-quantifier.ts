// `*`, `+`, `?`, `{n,m}` and their lazy forms.

import type { PatternReader } from "./pattern-reader.ts";
import type { RegexNode } from "./regex-tree.ts";

/** The loop over `body`, whose quantifier comes next.
 * @throws ClrException ArgumentException */
export function parseQuantifier(reader: PatternReader, body: RegexNode): RegexNode {
  const [min, max] = bounds(reader);
  reader.skipBlanks();
  const isLazy = reader.peek() === "?";
  if (isLazy) reader.at++;
  if (min > max) throw reader.fault("Illegal {x,y} with x > y.");
  return { kind: "loop", body, min, max, isLazy };
}

function bounds(reader: PatternReader): readonly [number, number] {
  switch (reader.next()) {
    case "*":
      return [0, Number.POSITIVE_INFINITY];
    case "+":
      return [1, Number.POSITIVE_INFINITY];
    case "?":
      return [0, 1];
    default:
      return counted(reader);
  }
}

function counted(reader: PatternReader): readonly [number, number] {
  const min = reader.decimal();
  let max = min;
  if (reader.peek() === ",") {
    reader.at++;
    max = reader.peek() === "}" ? Number.POSITIVE_INFINITY : reader.decimal();
  }
  reader.at++;
  return [min, max];
}
