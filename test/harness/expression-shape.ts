// A policy expression's tree as text, without its offsets: equal for equal trees.

import type { ExpressionSource } from "#policy/expression/syntax.ts";

export const shapeOf = (source: ExpressionSource): string =>
  JSON.stringify(source, (key, value: unknown) => {
    if (key === "at") return undefined;
    return typeof value === "bigint" ? `${value}n` : value;
  });
