// System.StringComparer as expressions see it.

import { defineType, type Members } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { comparerNamed, StringComparer } from "./string-comparer.ts";
import { stringComparisons } from "./string-comparison.ts";

type Text = string | null;

const properties: Members = Object.fromEntries(
  Object.keys(stringComparisons).map((name) => [`static StringComparer ${name}`, () => comparerNamed(name)]),
);

function charge(run: Run, a: unknown, b: unknown): void {
  run.spend((typeof a === "string" ? a.length : 1) + (typeof b === "string" ? b.length : 1));
}

export const stringComparerDefinition = defineType({
  name: "System.StringComparer",
  kind: "class",
  bases: ["IComparer<string>", "IEqualityComparer<string>"],
  isInstance: (value) => value instanceof StringComparer,
  members: {
    ...properties,
    "int Compare(string x, string y)": (run: Run, ...[comparer, a, b]: [StringComparer, Text, Text]) => {
      charge(run, a, b);
      return comparer.compare(a, b);
    },
    "bool Equals(string x, string y)": (run: Run, ...[comparer, a, b]: [StringComparer, Text, Text]) => {
      charge(run, a, b);
      return comparer.equalItems(a, b);
    },
    "bool Equals(object x, object y)": (
      run: Run,
      ...[comparer, a, b]: [StringComparer, unknown, unknown]
    ) => {
      charge(run, a, b);
      return comparer.equalItems(a, b);
    },
    "int GetHashCode(string obj)": (run: Run, comparer: StringComparer, text: Text) => {
      if (text === null) throw argumentNull("obj");
      run.spend(text.length);
      const key = String(comparer.keyOf(text));
      let hash = 0;
      for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
      return hash;
    },
  },
});
