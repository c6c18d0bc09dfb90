// foreach over arrays, strings and whatever is an IEnumerable.

import { ancestors } from "../../type/catalogue.ts";
import { type ClrType, typeName } from "../../type/clr-type.ts";
import { charType, objectType, stringType } from "../../type/well-known.ts";
import type { BoundStatement, Conversion } from "../bound.ts";
import type { Statement } from "../syntax.ts";
import { type BindContext, childScope, complainAt, declareLocal } from "./bind-context.ts";
import { bindValue } from "./bind-expression.ts";
import { bindStatement } from "./bind-statement.ts";
import { bindType, isVar } from "./bind-type.ts";
import { readProperty } from "./call-member.ts";
import { explicitConversion } from "./conversion.ts";
import { membersOf } from "./find-members.ts";

export function bindForeach(
  context: BindContext,
  syntax: Statement & { readonly kind: "foreach" },
): BoundStatement {
  const { at } = syntax;
  const outer = childScope(context);
  const source = bindValue(outer, syntax.items);
  const element = elementTypeOf(context, source.type);
  if (element === undefined && source.type.kind !== "error") {
    const message = `a ${typeName(source.type)} is nothing that foreach can go through`;
    complainAt(context, syntax.items.at, "not-enumerable", message, "");
  }
  const given: ClrType = element ?? { kind: "error" };
  const type = isVar(syntax.type) ? given : bindType(context, syntax.type);
  const conversion = conversionTo(context, given, type, at);
  const inner = { ...childScope(outer), inside: { ...context.inside, loop: true, switch: false } };
  const local = declareLocal(inner, syntax.name, type, at);
  const body = bindStatement(inner, syntax.body);
  const own = ownEnumerator(context, source.type);
  const items = own === undefined ? source : readProperty(context, own, source, at);
  return { kind: "foreach", at, local, items, conversion, body };
}

function conversionTo(context: BindContext, from: ClrType, to: ClrType, at: number): Conversion {
  const found = explicitConversion(context.catalogue, from, to, context.isChecked);
  if (found !== undefined) return found;
  complainAt(context, at, "no-cast", `a ${typeName(from)} can never be a ${typeName(to)}`, "");
  return { kind: "identity" };
}

/** Types that are several sequences at once say by a GetEnumerator of their own what foreach takes. */
function ownEnumerator(
  context: BindContext,
  type: ClrType,
): ReturnType<typeof membersOf>[number] | undefined {
  return membersOf(context.catalogue, type, "GetEnumerator").find(
    ({ member }) => member.parameters.length === 0 && sequenceElement(member.returns) !== undefined,
  );
}

function elementTypeOf(context: BindContext, type: ClrType): ClrType | undefined {
  if (type.kind === "array") return type.element;
  if (typeName(type) === typeName(stringType)) return charType;
  const own = ownEnumerator(context, type);
  if (own !== undefined) return sequenceElement(own.member.returns);
  const bases = ancestors(context.catalogue, type);
  const sequence = bases.map(sequenceElement).find((element) => element !== undefined);
  if (sequence !== undefined) return sequence;
  return bases.some((base) => typeName(base) === "System.Collections.IEnumerable") ? objectType : undefined;
}

function sequenceElement(type: ClrType): ClrType | undefined {
  const isSequence = type.kind === "named" && type.name === "System.Collections.Generic.IEnumerable";
  return isSequence ? type.args[0] : undefined;
}
