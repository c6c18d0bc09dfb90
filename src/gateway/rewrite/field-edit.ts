// Sets, adds and removes fields of a list. `_` equals `-` in the names of what is removed: some backends
// cannot tell them apart, and would take a client's `X_Tenant` for the `X-Tenant` that a rule set.

import { type Field, makeField } from "#http/field.ts";
import type { Template } from "#http/template.ts";
import type { FieldEditSpec } from "#snapshot/rewrite-spec.ts";

export type FieldEdit = {
  readonly kind: FieldEditSpec["kind"];
  readonly name: string;
  /** The lower-case name with `-` for `_`. */
  readonly folded: string;
  readonly value: Template;
};

const fold = (name: string): string => name.toLowerCase().replaceAll("_", "-");

export function compileFieldEdit(spec: FieldEditSpec): FieldEdit {
  return { ...spec, folded: fold(spec.name) };
}

/** @param value safe for the wire; unused where the edit removes */
export function editFields(fields: readonly Field[], edit: FieldEdit, value: string): readonly Field[] {
  const { kind, folded } = edit;
  const kept = kind === "add" ? fields : fields.filter((field) => fold(field.key) !== folded);
  return kind === "remove" ? kept : [...kept, makeField(edit.name, value)];
}
