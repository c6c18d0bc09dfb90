// What plans are made from, beside the documents themselves.

export type PolicyText = { readonly text: string; readonly file: string };

export type PlanSources = {
  /** By id. */
  readonly fragments: ReadonlyMap<string, PolicyText>;
  /** Display name → value. */
  readonly namedValues: ReadonlyMap<string, string>;
};
