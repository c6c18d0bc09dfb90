// One rule of a rewrite list: when it holds, and what it changes.

import type { PathRules } from "#http/path.ts";
import type { Template } from "#http/template.ts";
import type { AddressList } from "#network/address-list.ts";
import type { RewriteSpec } from "#snapshot/rewrite-spec.ts";
import { type Condition, compileCondition } from "./condition.ts";
import { expandField, expandParameter, expandPath, expandQuery } from "./expand.ts";
import { compileFieldEdit, editFields, type FieldEdit } from "./field-edit.ts";
import { withoutParameter, withParameter } from "./query-string.ts";
import type { Captures, RewriteState } from "./rewrite-state.ts";

type ParameterEdit = { readonly kind: FieldEdit["kind"]; readonly name: string; readonly value: Template };

export type RewriteRule = {
  readonly conditions: readonly Condition[];
  /** Judged when the response is there. */
  readonly isOnResponse: boolean;
  readonly requestFields: readonly FieldEdit[];
  readonly responseFields: readonly FieldEdit[];
  readonly path: Template | undefined;
  readonly query: Template | undefined;
  readonly parameters: readonly ParameterEdit[];
  readonly host: RewriteSpec["host"];
  readonly reroute: boolean;
  readonly pathRules: PathRules;
};

export function compileRewrites(
  specs: readonly RewriteSpec[],
  pathRules: PathRules,
  networks: readonly AddressList[],
): readonly RewriteRule[] {
  return specs.map((spec) => ({
    ...spec,
    conditions: spec.when.map((condition) => compileCondition(condition, networks)),
    requestFields: spec.requestFields.map(compileFieldEdit),
    responseFields: spec.responseFields.map(compileFieldEdit),
    pathRules,
  }));
}

/** Undefined where a condition does not hold, else what the conditions captured, in their order. */
export function capturesOf(rule: RewriteRule, state: RewriteState): Captures | undefined {
  let captures: Captures = [];
  for (const condition of rule.conditions) {
    const groups = condition(state);
    if (groups === undefined) return undefined;
    if (groups.length > 0) captures = [...captures, ...groups];
  }
  return captures;
}

/** Changes the request as the rule says; false where the path that comes of it cannot be used. */
export function changeRequest(rule: RewriteRule, state: RewriteState, captures: Captures): boolean {
  // All values are what they were before this rule: its actions do not see each other.
  const path = rule.path && expandPath(rule.path, state, captures, rule.pathRules);
  if (rule.path !== undefined && path === undefined) return false;
  const query = changedQuery(rule, state, captures);
  const values = rule.requestFields.map((edit) => expandField(edit.value, state, captures));
  if (path !== undefined) state.path = path;
  state.query = query;
  for (const [i, edit] of rule.requestFields.entries()) {
    state.fields = editFields(state.fields, edit, values[i] ?? "");
  }
  if (rule.host !== undefined) state.authority = rule.host === "pool" ? "" : rule.host.authority;
  return true;
}

function changedQuery(rule: RewriteRule, state: RewriteState, captures: Captures): string {
  let query = rule.query === undefined ? state.query : expandQuery(rule.query, state, captures);
  for (const { kind, name, value } of rule.parameters) {
    if (kind !== "add") query = withoutParameter(query, name);
    if (kind !== "remove") query = withParameter(query, name, expandParameter(value, state, captures));
  }
  return query;
}

/** Changes the fields of the response as the rule says. */
export function changeResponse(rule: RewriteRule, state: RewriteState, captures: Captures): void {
  const { response } = state.x;
  if (response === undefined || rule.responseFields.length === 0) return;
  const names = response.connectionNames;
  // What the backend's `Connection` names is its own; what a rule sets is not, whatever its name.
  response.fields = response.fields.filter((field) => !names.includes(field.key));
  response.connectionNames = [];
  for (const edit of rule.responseFields) {
    response.fields = editFields(response.fields, edit, expandField(edit.value, state, captures));
  }
}
