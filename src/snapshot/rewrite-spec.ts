// Rewrites as a snapshot carries them: parsed, checked, and still plain data.

import type { Template, Variable } from "#http/template.ts";

export type RewriteSpec = {
  /** All must hold. */
  readonly when: readonly ConditionSpec[];
  /** A condition looks at the response: nothing of the request can be changed any more. */
  readonly isOnResponse: boolean;
  readonly requestFields: readonly FieldEditSpec[];
  readonly responseFields: readonly FieldEditSpec[];
  readonly path: Template | undefined;
  /** Replaces the whole query, without its `?`. */
  readonly query: Template | undefined;
  readonly parameters: readonly FieldEditSpec[];
  /** What Host names: the pool's first member, or this authority. */
  readonly host: "pool" | { readonly authority: string } | undefined;
  /** The route is selected again by the new path. */
  readonly reroute: boolean;
};

export type Operator = "equals" | "starts" | "ends" | "contains" | "matches" | "exists" | "network";

export type ConditionSpec = {
  readonly variable: Variable;
  readonly operator: Operator;
  /** Latin1 string of the UTF-8; the pattern of `matches`; empty for `exists` and `network`. */
  readonly operand: string;
  /** Index into `Snapshot.networks`; -1 for other operators. */
  readonly network: number;
  readonly ignoreCase: boolean;
  readonly negate: boolean;
};

/** Of a header field or a query parameter. `value` is empty for `remove`. */
export type FieldEditSpec = {
  readonly kind: "set" | "add" | "remove";
  readonly name: string;
  readonly value: Template;
};
