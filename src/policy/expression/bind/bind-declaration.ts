// Local variables and constants, and `using`, which is a variable with an end.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import type { BoundExpression, BoundStatement } from "../bound.ts";
import type { Declarator, Statement } from "../syntax.ts";
import { type BindContext, childScope, complainAt, declareLocal, temporary } from "./bind-context.ts";
import { bindOperand, bindValue } from "./bind-expression.ts";
import { bindStatement } from "./bind-statement.ts";
import { bindType, isVar } from "./bind-type.ts";
import { convertTo } from "./convert-operand.ts";
import { membersOf } from "./find-members.ts";
import { resolveCall } from "./resolve-call.ts";

type LocalSyntax = Statement & { readonly kind: "local" };

export function bindLocals(context: BindContext, syntax: LocalSyntax): BoundStatement {
  const statements = syntax.declarators.map((declarator) => bindDeclarator(context, syntax, declarator));
  const [only] = statements;
  if (statements.length === 1 && only !== undefined) return only;
  return { kind: "block", at: syntax.at, statements };
}

function bindDeclarator(context: BindContext, syntax: LocalSyntax, declarator: Declarator): BoundStatement {
  const { at, name } = declarator;
  const { type, value } = typedValue(context, syntax, declarator);
  if (syntax.isConst) {
    if (value?.kind === "constant") context.scope.names.set(name, { kind: "constant", value });
    else complainAt(context, at, "not-constant", `${name} is no constant`, "leave out const");
    return { kind: "block", at, statements: [] };
  }
  const local = declareLocal(context, name, type, at);
  return { kind: "declare", at, local, value };
}

function typedValue(
  context: BindContext,
  syntax: LocalSyntax,
  declarator: Declarator,
): { readonly type: ClrType; readonly value: BoundExpression | undefined } {
  if (!isVar(syntax.type)) {
    const type = bindType(context, syntax.type);
    if (declarator.value === undefined) return { type, value: undefined };
    return { type, value: convertTo(context, bindOperand(context, declarator.value), type) };
  }
  if (declarator.value === undefined) {
    complainAt(context, declarator.at, "no-type", `var ${declarator.name} needs a value`, "name its type");
    return { type: { kind: "error" }, value: undefined };
  }
  const value = bindValue(context, declarator.value);
  if (value.type.kind !== "null" && value.type.kind !== "void") return { type: value.type, value };
  const what = value.type.kind === "null" ? "null has no type" : "the call gives nothing";
  complainAt(context, declarator.at, "no-type", `var ${declarator.name}: ${what}`, "name its type");
  return { type: { kind: "error" }, value };
}

/** The resource's Dispose runs when the body is left, however it is left. */
export function bindUsing(
  context: BindContext,
  syntax: Statement & { readonly kind: "using" },
): BoundStatement {
  const { at, resource } = syntax;
  const inner = childScope(context);
  const declared =
    resource.kind === "expression" ? bindResource(inner, resource) : bindStatement(inner, resource);
  const declarations = declared.kind === "block" ? declared.statements : [declared];
  const locals = declarations.flatMap((one) => (one.kind === "declare" ? [one.local] : []));
  const disposals = locals.toReversed().flatMap((local): BoundStatement[] => {
    const value: BoundExpression = { kind: "local", at, type: local.type, local };
    const candidates = membersOf(context.catalogue, local.type, "Dispose");
    if (candidates.length === 0) {
      if (local.type.kind !== "error") {
        complainAt(
          context,
          at,
          "not-disposable",
          `a ${typeName(local.type)} needs no using`,
          "declare it with var",
        );
      }
      return [];
    }
    const methods = {
      kind: "methods",
      at,
      name: "Dispose",
      receiver: value,
      candidates,
      typeArgs: [],
    } as const;
    const expression = resolveCall(context, methods, []);
    const isPresent: BoundExpression = notNull(value);
    const dispose: BoundStatement = { kind: "expression", at, expression };
    return [{ kind: "if", at, condition: isPresent, whenTrue: dispose, whenFalse: undefined }];
  });
  const body = bindStatement(inner, syntax.body);
  const last: BoundStatement = { kind: "block", at, statements: disposals };
  const guarded: BoundStatement = { kind: "try", at, body, catches: [], finally: last };
  return { kind: "block", at, statements: [declared, guarded] };
}

function bindResource(
  context: BindContext,
  syntax: Statement & { readonly kind: "expression" },
): BoundStatement {
  const value = bindValue(context, syntax.expression);
  return { kind: "declare", at: syntax.at, local: temporary(context, value.type), value };
}

function notNull(value: BoundExpression): BoundExpression {
  const { at } = value;
  return {
    kind: "binary",
    at,
    type: { kind: "named", name: "System.Boolean", args: [] },
    operator: "!=",
    operands: "reference",
    isChecked: false,
    isLifted: false,
    left: value,
    right: { kind: "constant", at, type: { kind: "null" }, value: null },
  };
}
