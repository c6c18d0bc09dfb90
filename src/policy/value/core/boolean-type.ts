// System.Boolean.

import { defineType } from "../../type/type-definition.ts";
import type { Ref } from "../boxed.ts";
import { argumentException, argumentNull, formatException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { isWhiteSpace } from "../text/white-space.ts";

/** White space and zeros around the word, and its case, do not matter. Undefined for other texts. */
function booleanFrom(text: string): boolean | undefined {
  const goes = (at: number): boolean => isWhiteSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 0;
  let start = 0;
  let end = text.length;
  while (start < end && goes(start)) start += 1;
  while (end > start && goes(end - 1)) end -= 1;
  if (end - start > 5) return undefined;
  const word = text.slice(start, end).toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}

/** @throws ClrException ArgumentNullException, FormatException */
export function parseBoolean(run: Run, text: string | null): boolean {
  if (text === null) throw argumentNull("value");
  run.spend(text.length);
  const value = booleanFrom(text);
  if (value === undefined) throw formatException("String was not recognized as a valid Boolean.");
  return value;
}

const compare = (a: boolean, b: boolean): number => Number(a) - Number(b);
const textOfBoolean = (_run: Run, value: boolean): string => (value ? "True" : "False");

export const booleanDefinition = defineType({
  name: "System.Boolean",
  kind: "struct",
  bases: ["IComparable", "IConvertible", "IComparable<bool>", "IEquatable<bool>"],
  zero: false,
  isInstance: (value) => typeof value === "boolean",
  members: {
    "static string TrueString": () => "True",
    "static string FalseString": () => "False",
    "static bool Parse(string value)": parseBoolean,
    "static bool TryParse(string value, out bool result)": (run: Run, text: string | null, result: Ref) => {
      run.spend(text?.length ?? 0);
      const value = text === null ? undefined : booleanFrom(text);
      result.value = value ?? false;
      return value !== undefined;
    },
    "string ToString()": textOfBoolean,
    "string ToString(IFormatProvider provider)": textOfBoolean,
    "int GetHashCode()": (_run: Run, value: boolean) => Number(value),
    "int CompareTo(bool value)": (_run: Run, a: boolean, b: boolean) => compare(a, b),
    "int CompareTo(object obj)": (_run: Run, a: boolean, b: unknown) => {
      if (b === null) return 1;
      if (typeof b !== "boolean") throw argumentException("Object must be of type Boolean.");
      return compare(a, b);
    },
    "bool Equals(bool obj)": (_run: Run, a: boolean, b: boolean) => a === b,
    "bool Equals(object obj)": (_run: Run, a: boolean, b: unknown) => a === b,
  },
});
