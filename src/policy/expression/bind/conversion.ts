// Which conversions C# has between two types (C# 7 specification, "Conversions"), as the node that does them.
// Conversions of expressions rather than types (constants, null, lambdas) stand in convert-operand.ts.

import { ancestors, type Catalogue, isNullable, isValueType, kindOf } from "../../type/catalogue.ts";
import { type ClrType, isSameType } from "../../type/clr-type.ts";
import { numericName, widens } from "../../type/numeric-types.ts";
import { objectType } from "../../type/well-known.ts";
import type { Conversion } from "../bound.ts";
import { userConversion } from "./user-conversion.ts";

const identity: Conversion = { kind: "identity" };

/** Identity, numeric, nullable, reference and boxing conversions: those that user-defined ones build on. */
export function standardImplicit(catalogue: Catalogue, from: ClrType, to: ClrType): Conversion | undefined {
  if (isSameType(from, to) || from.kind === "error" || to.kind === "error") return identity;
  if (from.kind === "null") return isNullable(catalogue, to) ? identity : undefined;
  if (to.kind === "nullable") return toNullable(catalogue, from, to.underlying, standardImplicit);
  const numeric = implicitNumeric(from, to);
  if (numeric !== undefined) return numeric;
  if (!isReferenceUpcast(catalogue, from, to)) return undefined;
  return isValueType(catalogue, from) ? { kind: "box", from } : identity;
}

/** Every implicit conversion from a type. */
export function implicitConversion(catalogue: Catalogue, from: ClrType, to: ClrType): Conversion | undefined {
  return standardImplicit(catalogue, from, to) ?? userConversion(catalogue, from, to, ["implicit"]);
}

/** Every conversion that a cast may do. */
export function explicitConversion(
  catalogue: Catalogue,
  from: ClrType,
  to: ClrType,
  isChecked: boolean,
): Conversion | undefined {
  return (
    implicitConversion(catalogue, from, to) ??
    standardExplicit(catalogue, from, to, isChecked) ??
    userConversion(catalogue, from, to, ["implicit", "explicit"])
  );
}

/** The casts of the language itself. */
export function standardExplicit(
  catalogue: Catalogue,
  from: ClrType,
  to: ClrType,
  isChecked: boolean,
): Conversion | undefined {
  const inner = (source: ClrType, target: ClrType): Conversion | undefined =>
    standardImplicit(catalogue, source, target) ?? standardExplicit(catalogue, source, target, isChecked);
  if (isNumberLike(catalogue, from) && isNumberLike(catalogue, to)) {
    return { kind: "numeric", from, to, isChecked };
  }
  if (to.kind === "nullable" && from.kind !== "nullable" && isValueType(catalogue, from)) {
    return inner(from, to.underlying);
  }
  if (from.kind === "nullable") return fromNullable(from.underlying, to, inner);
  if (isValueType(catalogue, to) || to.kind === "nullable") {
    return isReferenceUpcast(catalogue, to, from) ? { kind: "unbox", to } : undefined;
  }
  if (isValueType(catalogue, from)) return undefined;
  return canDowncast(catalogue, from, to) ? { kind: "reference", to } : undefined;
}

function toNullable(
  catalogue: Catalogue,
  from: ClrType,
  underlying: ClrType,
  convert: typeof standardImplicit,
): Conversion | undefined {
  if (from.kind !== "nullable") {
    return isValueType(catalogue, from) ? convert(catalogue, from, underlying) : undefined;
  }
  const inner = convert(catalogue, from.underlying, underlying);
  return inner === undefined ? undefined : lifted(inner);
}

function fromNullable(
  underlying: ClrType,
  to: ClrType,
  inner: (from: ClrType, to: ClrType) => Conversion | undefined,
): Conversion | undefined {
  if (to.kind === "nullable") {
    const found = inner(underlying, to.underlying);
    return found === undefined ? undefined : lifted(found);
  }
  // (int)x of an int? throws for null, and so does (long)x, before it becomes a long.
  const unwrap: Conversion = { kind: "unwrap-nullable" };
  if (isSameType(underlying, to)) return unwrap;
  const found = inner(underlying, to);
  return found?.kind === "numeric" ? { kind: "chain", steps: [unwrap, found] } : undefined;
}

function lifted(inner: Conversion): Conversion {
  return inner.kind === "identity" ? inner : { kind: "lifted", inner };
}

function implicitNumeric(from: ClrType, to: ClrType): Conversion | undefined {
  const source = numericName(from);
  const target = numericName(to);
  if (source === undefined || target === undefined || !widens(source, target)) return undefined;
  return { kind: "numeric", from, to, isChecked: false };
}

function isNumberLike(catalogue: Catalogue, type: ClrType): boolean {
  return numericName(type) !== undefined || kindOf(catalogue, type) === "enum";
}

/** `to` is a base class or interface of `from`, variance of sequences and arrays included. */
export function isReferenceUpcast(catalogue: Catalogue, from: ClrType, to: ClrType): boolean {
  if (isSameType(to, objectType)) return from.kind !== "void";
  return ancestors(catalogue, from).some((base) => isSameType(base, to) || isVariantOf(catalogue, base, to));
}

/** Interfaces that only give out their parameter. */
const covariant: ReadonlySet<string> = new Set(
  ["IEnumerable", "IEnumerator", "IReadOnlyList", "IReadOnlyCollection"]
    .map((name) => `System.Collections.Generic.${name}`)
    .concat("System.Linq.IOrderedEnumerable", "System.Linq.IGrouping"),
);

function isVariantOf(catalogue: Catalogue, from: ClrType, to: ClrType): boolean {
  if (from.kind === "array" && to.kind === "array") {
    return isVariantArgument(catalogue, from.element, to.element);
  }
  if (from.kind !== "named" || to.kind !== "named" || from.name !== to.name) return false;
  if (!covariant.has(from.name) || from.args.length !== to.args.length) return false;
  return from.args.every((arg, index) => {
    const other = to.args[index];
    return other !== undefined && (isSameType(arg, other) || isVariantArgument(catalogue, arg, other));
  });
}

/** Only references vary: an IEnumerable<int> is no IEnumerable<object>. */
function isVariantArgument(catalogue: Catalogue, from: ClrType, to: ClrType): boolean {
  return (
    !isValueType(catalogue, from) && !isValueType(catalogue, to) && isReferenceUpcast(catalogue, from, to)
  );
}

/** A cast between references may succeed when either can be the other, or one is an interface. */
function canDowncast(catalogue: Catalogue, from: ClrType, to: ClrType): boolean {
  if (isReferenceUpcast(catalogue, to, from)) return true;
  if (from.kind === "array" && to.kind === "array") return canDowncast(catalogue, from.element, to.element);
  return kindOf(catalogue, from) === "interface" || kindOf(catalogue, to) === "interface";
}
