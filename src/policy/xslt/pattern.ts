// Patterns (XSLT 1.0, 5.2): which nodes a template, a key or a number is about.

import type { XPathExpression, XPathStep } from "../value/xml/xpath-syntax.ts";

/** One alternative of a pattern. */
export type Pattern = {
  /** What stands before the first step: anything, the root, or nodes that key() gives. */
  readonly anchor: "any" | "root" | XPathExpression;
  readonly steps: readonly PatternStep[];
  /** Where a template says none. */
  readonly priority: number;
};

export type PatternStep = Pick<XPathStep, "axis" | "test" | "predicates"> & {
  /** Any ancestor may match what stands before it: `//`. */
  readonly isDescendant: boolean;
  /** A predicate asks where among its siblings a node stands. */
  readonly isPositional: boolean;
};
