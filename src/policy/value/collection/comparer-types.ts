// IEqualityComparer<T> and IComparer<T>, which StringComparer implements.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { Comparer } from "../comparer.ts";
import type { Run } from "../run.ts";

const isInstance = (value: unknown): boolean => value instanceof Comparer;

export const comparerTypes: readonly TypeDefinition[] = [
  defineType({
    name: "System.Collections.Generic.IEqualityComparer<T>",
    kind: "interface",
    isInstance,
    members: {
      "bool Equals(T x, T y)": (_run: Run, self: Comparer, x: unknown, y: unknown) =>
        self.keyOf(x) === self.keyOf(y),
    },
  }),
  defineType({
    name: "System.Collections.Generic.IComparer<T>",
    kind: "interface",
    isInstance,
    members: {
      "int Compare(T x, T y)": (_run: Run, self: Comparer, x: unknown, y: unknown) => self.compare(x, y),
    },
  }),
];
