// What binding carries along: the catalogue, where complaints go, and the names in scope. Contexts are
// values: a nested block or lambda gets a changed copy, and a trial (overloads, type inference) gets one
// whose complaints come to nothing.

import type { Severity } from "#kernel/diagnostic.ts";
import type { Catalogue } from "../../type/catalogue.ts";
import type { ClrType } from "../../type/clr-type.ts";
import type { BoundExpression, BoundFunction, BoundLocal } from "../bound.ts";

export type Complaint = {
  readonly at: number;
  /** With an error the expression cannot run; with a warning it does, and Azure may refuse it. */
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
};

/** A function while its body is bound. */
export type FunctionDraft = {
  readonly id: number;
  slots: number;
  /** Undefined while a lambda's result type is not known yet: its returns are gathered. */
  readonly returns: ClrType | undefined;
  readonly gathered: BoundExpression[];
};

export type NameMeaning =
  | { readonly kind: "local"; readonly local: BoundLocal }
  | { readonly kind: "constant"; readonly value: BoundExpression }
  | { readonly kind: "function"; readonly function: BoundFunction; readonly owner: number };

export type Scope = {
  readonly parent: Scope | undefined;
  readonly names: Map<string, NameMeaning>;
};

export type BindContext = {
  readonly catalogue: Catalogue;
  readonly complain: (complaint: Complaint) => void;
  readonly scope: Scope;
  readonly function: FunctionDraft;
  /** Numbers functions across the whole expression. */
  readonly functionCounter: { next: number };
  readonly isChecked: boolean;
  /** Inside `unchecked`, constants wrap around instead of being refused. */
  readonly isUnchecked: boolean;
  /** Inside `receiver?.…`: what the rest of the chain begins with. */
  readonly conditionalReceiver: BoundExpression | undefined;
  /** Loops and switches that `break` and `continue` may leave; catch for `throw;`. */
  readonly inside: { readonly loop: boolean; readonly switch: boolean; readonly catch: boolean };
};

export function childScope(context: BindContext): BindContext {
  return { ...context, scope: { parent: context.scope, names: new Map() } };
}

/** `checked(…)` and `unchecked(…)`, `checked { … }` and `unchecked { … }`. */
export function inChecked(context: BindContext, isChecked: boolean): BindContext {
  return { ...context, isChecked, isUnchecked: !isChecked };
}

/** A new variable of the current function. Complains when the name is taken in an enclosing block. */
export function declareLocal(context: BindContext, name: string, type: ClrType, at: number): BoundLocal {
  const local = temporary(context, type, name);
  if (name !== "_" && findName(context.scope, name) !== undefined) {
    complainAt(
      context,
      at,
      "duplicate-name",
      `${name} is declared already in this scope`,
      "give it another name",
    );
  }
  context.scope.names.set(name, { kind: "local", local });
  return local;
}

/** A variable that the source does not name. */
export function temporary(context: BindContext, type: ClrType, name = ""): BoundLocal {
  const slot = context.function.slots++;
  return { name, type, owner: context.function.id, slot, isCaptured: false };
}

export function findName(scope: Scope | undefined, name: string): NameMeaning | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function complainAt(
  context: BindContext,
  at: number,
  code: string,
  message: string,
  hint: string,
): void {
  context.complain({ at, severity: "error", code, message, hint });
}

export function warnAt(context: BindContext, at: number, code: string, message: string, hint: string): void {
  context.complain({ at, severity: "warning", code, message, hint });
}

/** Binds without consequences: `undefined` when the trial had an error. Its warnings are kept otherwise. */
export function attempt<T>(context: BindContext, bind: (trial: BindContext) => T): T | undefined {
  const complaints: Complaint[] = [];
  const trial: BindContext = {
    ...childScope(context),
    complain: (complaint) => complaints.push(complaint),
  };
  const result = bind(trial);
  if (complaints.some(isError)) return undefined;
  complaints.forEach(context.complain);
  return result;
}

export function isError({ severity }: Complaint): boolean {
  return severity === "error";
}

/** For text that is bound a second time: the first time complained already. */
export function silently(context: BindContext): BindContext {
  return { ...context, complain: () => undefined };
}
