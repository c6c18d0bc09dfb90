// System.Nullable<T>: the members of `int?`. Their receiver may be null, which is no NullReferenceException.

import { defineType, reified } from "../../type/type-definition.ts";
import { objectType } from "../../type/well-known.ts";
import { box } from "../boxed.ts";
import { ClrException } from "../clr-exception.ts";
import { equalObjects } from "../equality.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { hashCodeOf } from "./object-types.ts";

/** @throws ClrException InvalidOperationException for null */
function nullableValue(value: unknown): unknown {
  if (value !== null) return value;
  throw new ClrException("System.InvalidOperationException", "Nullable object must have a value.");
}

export const nullableDefinition = defineType({
  name: "System.Nullable<T>",
  kind: "struct",
  members: {
    "bool HasValue": (_run: Run, value: unknown) => value !== null,
    "T Value": (_run: Run, value: unknown) => nullableValue(value),
    "T GetValueOrDefault()": reified(
      (run, [type = objectType], value: unknown) => value ?? run.types.zeroOf(type),
    ),
    "T GetValueOrDefault(T defaultValue)": (_run: Run, value: unknown, other: unknown) => value ?? other,
    "string ToString()": reified((_run, [type = objectType], value: unknown) => textOf(box(type, value))),
    "int GetHashCode()": reified((run, [type = objectType], value: unknown) =>
      value === null ? 0 : hashCodeOf(run, box(type, value)),
    ),
    "bool Equals(object other)": reified((_run, [type = objectType], value: unknown, other: unknown) =>
      equalObjects(box(type, value), other),
    ),
  },
});
