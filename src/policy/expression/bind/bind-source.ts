// From the source tree of `@(…)` or `@{…}` to the bound tree of a function without parameters.

import type { Catalogue } from "../../type/catalogue.ts";
import type { ClrType } from "../../type/clr-type.ts";
import { objectType } from "../../type/well-known.ts";
import type { BoundFunction } from "../bound.ts";
import type { ExpressionSource } from "../syntax.ts";
import type { BindContext, Complaint, FunctionDraft } from "./bind-context.ts";
import { bindBody } from "./bind-lambda.ts";

export type BoundSource = {
  readonly function: BoundFunction;
  /** In order of where they stand; empty exactly when the function may run. */
  readonly complaints: readonly Complaint[];
};

/** `returns`: what the place of the expression wants; `object` takes anything. */
export function bindSource(
  catalogue: Catalogue,
  source: ExpressionSource,
  returns: ClrType = objectType,
): BoundSource {
  const complaints: Complaint[] = [];
  const draft: FunctionDraft = { id: 0, slots: 0, returns, gathered: [] };
  const context: BindContext = {
    catalogue,
    complain: (complaint) => complaints.push(complaint),
    scope: { parent: undefined, names: new Map() },
    function: draft,
    functionCounter: { next: 1 },
    isChecked: false,
    isUnchecked: false,
    conditionalReceiver: undefined,
    inside: { loop: false, switch: false, catch: false },
  };
  const body = bindBody(context, source.kind === "single" ? source.expression : source.body, returns);
  return {
    function: {
      id: 0,
      name: "expression",
      parameters: [],
      local: undefined,
      slots: draft.slots,
      returns,
      body,
    },
    complaints: complaints.toSorted((a, b) => a.at - b.at),
  };
}
