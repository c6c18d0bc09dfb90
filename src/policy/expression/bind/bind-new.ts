// new T(…) with its initialisers, new { … }, new[] { … }, new T[n].

import { kindOf } from "../../type/catalogue.ts";
import { arrayOf, type ClrType, typeName } from "../../type/clr-type.ts";
import { intType } from "../../type/well-known.ts";
import type { BoundExpression } from "../bound.ts";
import type { Expression, Initializer, MemberInitializer } from "../syntax.ts";
import { bestCommonType } from "./best-common-type.ts";
import { bindArguments } from "./bind-arguments.ts";
import { type BindContext, childScope, complainAt, silently, temporary } from "./bind-context.ts";
import { bindOperand, bindValue } from "./bind-expression.ts";
import { type AssignmentTarget, indexTarget, setterOf } from "./bind-target.ts";
import { bindType } from "./bind-type.ts";
import { readProperty } from "./call-member.ts";
import { convertTo, errorValue } from "./convert-operand.ts";
import { zeroOf } from "./default-value.ts";
import { extensionsOf, membersOf } from "./find-members.ts";
import { type ArgumentOperand, resolveCall } from "./resolve-call.ts";

export function bindNew(
  context: BindContext,
  syntax: Expression & { readonly kind: "new" },
): BoundExpression {
  const type = bindType(context, syntax.type);
  const args = bindArguments(context, syntax.arguments);
  if (type.kind === "error") return errorValue(syntax.at);
  const made = construct(context, type, args, syntax.at);
  const { initializer } = syntax;
  return initializer === undefined ? made : initialized(context, made, initializer);
}

function construct(
  context: BindContext,
  type: ClrType,
  args: readonly ArgumentOperand[],
  at: number,
): BoundExpression {
  const { catalogue } = context;
  const candidates = membersOf(catalogue, type, "new").filter(
    ({ member }) => member.kind === "constructor" && typeName(member.returns) === typeName(type),
  );
  if (args.length === 0 && kindOf(catalogue, type) === "struct") {
    const isOwn = candidates.some(({ member }) => member.parameters.length === 0);
    if (!isOwn) return { kind: "constant", at, type, value: zeroOf(catalogue, type) };
  }
  if (candidates.length === 0) {
    complainAt(
      context,
      at,
      "no-constructor",
      `new ${typeName(type)} is not allowed in policy expressions`,
      "",
    );
    return errorValue(at);
  }
  const name = `new ${typeName(type)}`;
  return resolveCall(
    context,
    { kind: "methods", at, name, receiver: undefined, candidates, typeArgs: [] },
    args,
  );
}

function initialized(context: BindContext, made: BoundExpression, initializer: Initializer): BoundExpression {
  if (made.type.kind === "error") return made;
  const local = temporary(context, made.type);
  const object: BoundExpression = { kind: "local", at: made.at, type: made.type, local };
  const steps = initializerSteps(context, object, initializer);
  return { kind: "initialized", at: made.at, type: made.type, local, made, steps };
}

function initializerSteps(
  context: BindContext,
  object: BoundExpression,
  initializer: Initializer,
): BoundExpression[] {
  if (initializer.kind === "members") {
    return initializer.members.flatMap((member) => memberSteps(context, object, member));
  }
  return initializer.elements.map((values) => addCall(context, object, values, initializer.at));
}

/** `{ a, b }` calls Add for each element. */
function addCall(
  context: BindContext,
  object: BoundExpression,
  values: readonly Expression[],
  at: number,
): BoundExpression {
  const own = membersOf(context.catalogue, object.type, "Add").filter(({ member }) => !member.isStatic);
  const candidates = own.length > 0 ? own : extensionsOf(context.catalogue, "Add");
  if (candidates.length === 0) {
    complainAt(context, at, "no-add", `a ${typeName(object.type)} cannot be filled with { … }`, "");
    return errorValue(at);
  }
  const args = values.map(
    (value): ArgumentOperand => ({
      at: value.at,
      name: undefined,
      mode: "value",
      operand: bindOperand(context, value),
    }),
  );
  return resolveCall(
    context,
    { kind: "methods", at, name: "Add", receiver: object, candidates, typeArgs: [] },
    args,
  );
}

function memberSteps(
  context: BindContext,
  object: BoundExpression,
  initializer: MemberInitializer,
): BoundExpression[] {
  const { at, value } = initializer;
  if (value.kind === "members" || value.kind === "elements") {
    const inner = memberValue(context, object, initializer);
    return inner === undefined ? [] : initializerSteps(context, inner, value);
  }
  const found = initializerTarget(context, object, initializer);
  if (found === undefined) return [];
  const { type } = found.read;
  const converted = convertTo(context, bindOperand(context, value), type);
  return [{ kind: "assign", at, type, target: found.target, value: converted }];
}

function initializerTarget(
  context: BindContext,
  object: BoundExpression,
  initializer: MemberInitializer,
): AssignmentTarget | undefined {
  const { target, at } = initializer;
  return target.kind === "member"
    ? setterOf(context, object, target.name, at, undefined)
    : indexTarget(context, object, target.arguments, at);
}

/** `Items = { a, b }` fills what the property holds already. */
function memberValue(
  context: BindContext,
  object: BoundExpression,
  initializer: MemberInitializer,
): BoundExpression | undefined {
  const { target, at } = initializer;
  if (target.kind === "index") return indexTarget(context, object, target.arguments, at)?.read;
  const found = membersOf(context.catalogue, object.type, target.name).find(
    ({ member }) => member.kind === "property",
  );
  if (found !== undefined) return readProperty(context, found, object, at);
  complainAt(context, at, "unknown-member", `${typeName(object.type)} has no member ${target.name}`, "");
  return undefined;
}

export function bindNewAnonymous(
  context: BindContext,
  syntax: Expression & { readonly kind: "new-anonymous" },
): BoundExpression {
  const fields = syntax.fields.map((field) => ({
    name: field.name ?? inferredName(context, field.value),
    value: bindValue(context, field.value),
  }));
  const type: ClrType = {
    kind: "anonymous",
    fields: fields.map(({ name, value }) => ({ name, type: value.type })),
  };
  if (fields.some(({ value }) => value.type.kind === "null" || value.type.kind === "void")) {
    complainAt(context, syntax.at, "no-type", "a field of an anonymous object needs a type", "cast the null");
  }
  return { kind: "new-anonymous", at: syntax.at, type, values: fields.map(({ value }) => value) };
}

function inferredName(context: BindContext, value: Expression): string {
  if (value.kind === "name" || value.kind === "member") return value.name;
  if (value.kind === "conditional-access") return inferredName(context, value.access);
  complainAt(context, value.at, "no-name", "this field needs a name", "write name = …");
  return "";
}

export function bindNewArray(
  context: BindContext,
  syntax: Expression & { readonly kind: "new-array" },
): BoundExpression {
  const { at } = syntax;
  if (syntax.items === undefined) {
    const element = syntax.element === undefined ? undefined : bindType(context, syntax.element);
    const length = syntax.length === undefined ? undefined : bindOperand(context, syntax.length);
    if (element === undefined || length === undefined) return errorValue(at);
    const count = convertTo(context, length, intType);
    return { kind: "new-array-of", at, type: arrayOf(element), element, length: count };
  }
  const element = elementType(context, syntax, syntax.items);
  if (element === undefined) return errorValue(at);
  const items = syntax.items.map((item) => convertTo(context, bindOperand(context, item), element));
  return { kind: "new-array", at, type: arrayOf(element), element, items };
}

function elementType(
  context: BindContext,
  syntax: Expression & { readonly kind: "new-array" },
  items: readonly Expression[],
): ClrType | undefined {
  if (syntax.element !== undefined) return bindType(context, syntax.element);
  // Only for their types: the names that they declare are declared when they are bound again.
  const trial = silently(childScope(context));
  const values = items.map((item) => bindValue(trial, item));
  const type = bestCommonType(context, values);
  if (type !== undefined && type.kind !== "error") return type;
  for (const item of items) bindValue(context, item);
  complainAt(
    context,
    syntax.at,
    "no-common-type",
    "the items of the array have no common type",
    "write new T[] { … }",
  );
  return undefined;
}
