// GetType().FullName of a value: `System.String[]`, `System.Int32`.

import { type ClrType, typeName } from "../type/clr-type.ts";
import { Boxed, ClrArray } from "./boxed.ts";
import { ClrException } from "./clr-exception.ts";
import { ClrObject } from "./clr-object.ts";

/** `value` is in object representation and not null. */
export function clrTypeNameOf(value: unknown): string {
  if (typeof value === "string") return "System.String";
  if (typeof value === "boolean") return "System.Boolean";
  if (value instanceof Boxed) return reflectionName(value.type);
  if (value instanceof ClrObject) return value.clrName;
  if (value instanceof ClrArray) return `${reflectionName(value.element)}[]`;
  if (value instanceof Uint8Array) return "System.Byte[]";
  if (value instanceof ClrException) return value.typeName;
  if (typeof value === "function") return "System.Delegate";
  return "System.Object";
}

/** As Type.ToString() prints it: ``System.Collections.Generic.List`1[System.String]``. */
export function reflectionName(type: ClrType): string {
  switch (type.kind) {
    case "named":
      if (type.args.length === 0) return type.name;
      return `${type.name}\`${type.args.length}[${type.args.map(reflectionName).join(",")}]`;
    case "array":
      return `${reflectionName(type.element)}[]`;
    case "nullable":
      return `System.Nullable\`1[${reflectionName(type.underlying)}]`;
    default:
      return typeName(type);
  }
}
