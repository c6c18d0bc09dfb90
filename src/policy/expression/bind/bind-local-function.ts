// Local functions: known in their whole block, so that they may call each other.

import { voidType } from "../../type/clr-type.ts";
import type { BoundFunction, BoundStatement } from "../bound.ts";
import type { Statement } from "../syntax.ts";
import { type BindContext, complainAt, temporary } from "./bind-context.ts";
import { bindBody, enterFunction } from "./bind-lambda.ts";
import { bindType } from "./bind-type.ts";

type LocalFunctionSyntax = Statement & { readonly kind: "local-function" };

/** Gives every local function of a block its name before any statement is bound. */
export function declareLocalFunctions(context: BindContext, statements: readonly Statement[]): void {
  for (const syntax of statements) {
    if (syntax.kind !== "local-function") continue;
    const draft = makeDraft(context, syntax);
    context.scope.names.set(syntax.name, { kind: "function", function: draft, owner: context.function.id });
  }
}

function makeDraft(context: BindContext, syntax: LocalFunctionSyntax): BoundFunction {
  const isVoid = syntax.returns.kind === "name-type" && syntax.returns.parts[0]?.name === "void";
  const returns = isVoid ? voidType : bindType(context, syntax.returns);
  const id = context.functionCounter.next++;
  const parameters = syntax.parameters.map((parameter, slot) => {
    const isTyped = parameter.type !== undefined;
    const type = isTyped ? bindType(context, parameter.type) : voidType;
    if (parameter.default !== undefined) {
      const message = "parameters of local functions cannot be left out in policy expressions";
      complainAt(context, parameter.at, "default-parameter", message, "pass every argument");
    }
    return { name: parameter.name, type, owner: id, slot, isCaptured: false };
  });
  const body = { kind: "statements", statement: { kind: "block", at: syntax.at, statements: [] } } as const;
  const local = { ...temporary(context, returns, syntax.name), isCaptured: true };
  return { id, name: syntax.name, parameters, local, slots: parameters.length, returns, body };
}

export function bindLocalFunction(context: BindContext, syntax: LocalFunctionSyntax): BoundStatement {
  const found = context.scope.names.get(syntax.name);
  if (found?.kind !== "function") return { kind: "block", at: syntax.at, statements: [] };
  const bound = found.function;
  const { inner, draft } = enterFunction(context, bound.returns);
  const own: BindContext = { ...inner, function: { ...draft, id: bound.id, slots: bound.slots } };
  for (const local of bound.parameters) own.scope.names.set(local.name, { kind: "local", local });
  bound.body = bindBody(own, syntax.body, bound.returns);
  bound.slots = own.function.slots;
  return { kind: "declare-function", at: syntax.at, function: bound };
}
