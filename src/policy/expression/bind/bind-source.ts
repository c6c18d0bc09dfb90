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
  /** In order of where they stand, each said once; the function may run when none is an error. */
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
    complaints: complaints.filter(isFirst).toSorted((a, b) => a.at - b.at),
  };
}

/** What a trial warned of is bound, and warned of, once more when it is chosen. */
function isFirst(complaint: Complaint, index: number, all: readonly Complaint[]): boolean {
  const isSame = ({ at, code }: Complaint): boolean => at === complaint.at && code === complaint.code;
  return complaint.severity === "error" || all.findIndex(isSame) === index;
}
