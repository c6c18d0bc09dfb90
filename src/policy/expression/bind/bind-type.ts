// Types as the source names them → types of the catalogue.

import { nearest } from "#kernel/nearest.ts";
import { isValueType } from "../../type/catalogue.ts";
import { arrayOf, type ClrType, errorType, named, nullable } from "../../type/clr-type.ts";
import { keywordTypes } from "../../type/well-known.ts";
import type { TypeSyntax } from "../syntax.ts";
import { type BindContext, complainAt } from "./bind-context.ts";

/** `var` and every other name that stands alone. */
export function isVar(syntax: TypeSyntax): boolean {
  return syntax.kind === "name-type" && syntax.parts.length === 1 && syntax.parts[0]?.name === "var";
}

/** Complains and gives the error type for what is not in the catalogue. */
export function bindType(context: BindContext, syntax: TypeSyntax): ClrType {
  switch (syntax.kind) {
    case "array-type":
      if (syntax.rank !== 1) refuse(context, syntax, "arrays of more than one dimension are not allowed");
      return arrayOf(bindType(context, syntax.element));
    case "nullable-type":
      return bindNullable(context, syntax, bindType(context, syntax.underlying));
    case "name-type":
      return bindNamed(context, syntax);
  }
}

function bindNullable(context: BindContext, syntax: TypeSyntax, underlying: ClrType): ClrType {
  if (underlying.kind === "error") return underlying;
  if (isValueType(context.catalogue, underlying) && underlying.kind !== "nullable")
    return nullable(underlying);
  return refuse(context, syntax, "only value types can be followed by ?");
}

function refuse(context: BindContext, syntax: TypeSyntax, message: string): ClrType {
  complainAt(context, syntax.at, "bad-type", message, "");
  return errorType;
}

function bindNamed(context: BindContext, syntax: TypeSyntax & { kind: "name-type" }): ClrType {
  const args = syntax.parts.flatMap((part) => part.args).map((arg) => bindType(context, arg));
  const name = syntax.parts.map((part) => part.name).join(".");
  const keyword = args.length === 0 ? keywordTypes.get(name) : undefined;
  if (keyword !== undefined) return keyword;
  const entry = context.catalogue.find(name, args.length);
  if (entry !== undefined) {
    if (args.some((arg) => arg.kind === "error")) return errorType;
    if (entry.fullName === "System.Nullable") return bindNullable(context, syntax, args[0] ?? errorType);
    return named(entry.fullName, ...args);
  }
  const guess = nearest(name, context.catalogue.names);
  complainAt(
    context,
    syntax.at,
    "unknown-type",
    `there is no type ${name} that policy expressions may use`,
    guess === undefined ? "the reference lists the types that are allowed" : `did you mean ${guess}?`,
  );
  return errorType;
}
