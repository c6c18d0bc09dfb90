// The types that policy expressions can name, as plain data. Two types are the same exactly when their
// names (`typeName`) are; the members that a type has stand in the catalogue (../catalogue), not here.

export type ClrType =
  /** The type of the literal `null`, of `void` methods, of an expression that was wrong already. */
  | { readonly kind: "null" | "void" | "error" }
  /** Anything in the catalogue, under the CLR's full name: `System.String`, `System.Int32`. */
  | { readonly kind: "named"; readonly name: string; readonly args: readonly ClrType[] }
  | { readonly kind: "array"; readonly element: ClrType }
  /** `int?`: the underlying type is always a value type. */
  | { readonly kind: "nullable"; readonly underlying: ClrType }
  /** `T` inside a generic definition; replaced before anything runs. */
  | { readonly kind: "parameter"; readonly name: string }
  /** `new { a = 1 }`; equal when names and types are, in their order. */
  | { readonly kind: "anonymous"; readonly fields: readonly AnonymousField[] };

export type AnonymousField = { readonly name: string; readonly type: ClrType };

export function named(name: string, ...args: readonly ClrType[]): ClrType {
  return { kind: "named", name, args };
}

export function arrayOf(element: ClrType): ClrType {
  return { kind: "array", element };
}

export function nullable(underlying: ClrType): ClrType {
  return { kind: "nullable", underlying };
}

export const nullType: ClrType = { kind: "null" };
export const voidType: ClrType = { kind: "void" };
export const errorType: ClrType = { kind: "error" };

/** The full name as reflection prints it, but for generic arguments, which stand in `<…>`. */
export function typeName(type: ClrType): string {
  switch (type.kind) {
    case "named":
      return type.args.length === 0 ? type.name : `${type.name}<${type.args.map(typeName).join(",")}>`;
    case "array":
      return `${typeName(type.element)}[]`;
    case "nullable":
      return `System.Nullable<${typeName(type.underlying)}>`;
    case "parameter":
      return type.name;
    case "anonymous":
      return `{${type.fields.map((field) => `${typeName(field.type)} ${field.name}`).join(", ")}}`;
    default:
      return type.kind;
  }
}

export function isSameType(a: ClrType, b: ClrType): boolean {
  if (a === b) return true;
  if (a.kind === "named" && b.kind === "named") {
    return (
      a.name === b.name &&
      a.args.length === b.args.length &&
      a.args.every((arg, index) => isSameType(arg, b.args[index] ?? errorType))
    );
  }
  return a.kind === b.kind && typeName(a) === typeName(b);
}

/** Puts types in the place of a definition's parameters (`T` → `System.String`), at every depth. */
export function substitute(type: ClrType, types: ReadonlyMap<string, ClrType>): ClrType {
  switch (type.kind) {
    case "parameter":
      return types.get(type.name) ?? type;
    case "named":
      if (type.args.length === 0) return type;
      return { ...type, args: type.args.map((arg) => substitute(arg, types)) };
    case "array":
      return { kind: "array", element: substitute(type.element, types) };
    case "nullable":
      return { kind: "nullable", underlying: substitute(type.underlying, types) };
    case "anonymous":
      return {
        kind: "anonymous",
        fields: type.fields.map((field) => ({ name: field.name, type: substitute(field.type, types) })),
      };
    default:
      return type;
  }
}
