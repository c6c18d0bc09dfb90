// Comparison of values that have an order: CompareTo, Equals, and the operators.

import type { Members } from "../../type/type-definition.ts";
import { argumentException } from "../clr-exception.ts";
import type { Run } from "../run.ts";

type Ordered<T> = { compareTo(other: T): number; equals(other: unknown): boolean };

/** `name` is the short name of the type; `isOne` tells its instances. */
export function orderMembers<T extends Ordered<T>>(
  name: string,
  isOne: (value: unknown) => value is T,
): Members {
  return {
    [`int CompareTo(${name} value)`]: (_run: Run, a: T, b: T) => a.compareTo(b),
    "int CompareTo(object value)": (_run: Run, a: T, b: unknown) => {
      if (b === null) return 1;
      if (isOne(b)) return a.compareTo(b);
      throw argumentException(`Object must be of type ${name}.`);
    },
    [`bool Equals(${name} value)`]: (_run: Run, a: T, b: T) => a.equals(b),
    "bool Equals(object value)": (_run: Run, a: T, b: unknown) => a.equals(b),
    [`static int Compare(${name} t1, ${name} t2)`]: (_run: Run, a: T, b: T) => a.compareTo(b),
    [`static bool Equals(${name} t1, ${name} t2)`]: (_run: Run, a: T, b: T) => a.equals(b),
    [`static bool operator ==(${name} t1, ${name} t2)`]: (_run: Run, a: T, b: T) => a.equals(b),
    [`static bool operator !=(${name} t1, ${name} t2)`]: (_run: Run, a: T, b: T) => !a.equals(b),
    [`static bool operator <(${name} t1, ${name} t2)`]: (_run: Run, a: T, b: T) => a.compareTo(b) < 0,
    [`static bool operator <=(${name} t1, ${name} t2)`]: (_run: Run, a: T, b: T) => a.compareTo(b) <= 0,
    [`static bool operator >(${name} t1, ${name} t2)`]: (_run: Run, a: T, b: T) => a.compareTo(b) > 0,
    [`static bool operator >=(${name} t1, ${name} t2)`]: (_run: Run, a: T, b: T) => a.compareTo(b) >= 0,
  };
}
