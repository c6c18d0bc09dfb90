// System.Linq: Enumerable and the interfaces that its sequences have.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import type { Run } from "../run.ts";
import { conversionOperators } from "./conversion-operators.ts";
import { elementOperators } from "./element-operators.ts";
import { Grouping } from "./grouping.ts";
import { numericAggregates } from "./numeric-aggregate.ts";
import { OrderedSequence } from "./ordered-sequence.ts";
import { sequenceOperators } from "./sequence-operators.ts";
import { setOperators } from "./set-operators.ts";

export const linqTypes: readonly TypeDefinition[] = [
  defineType({
    name: "System.Linq.Enumerable",
    kind: "static",
    members: {
      ...elementOperators,
      ...sequenceOperators,
      ...setOperators,
      ...conversionOperators,
      ...numericAggregates,
    },
  }),
  defineType({
    name: "System.Linq.IGrouping<TKey, TElement>",
    kind: "interface",
    bases: ["IEnumerable<TElement>"],
    isInstance: (value) => value instanceof Grouping,
    members: { "TKey Key": (_run: Run, self: Grouping) => self.key },
  }),
  defineType({
    name: "System.Linq.IOrderedEnumerable<TElement>",
    kind: "interface",
    bases: ["IEnumerable<TElement>"],
    isInstance: (value) => value instanceof OrderedSequence,
    members: {},
  }),
];
