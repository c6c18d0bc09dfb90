// What a transaction tells of the rules that matched in it. Texts are expanded when the rule matches, since
// what they name may change later.

import type { Rule } from "../seclang/program.ts";

export type MatchedValue = { readonly name: string; readonly value: string };

export type MatchRecord = {
  readonly rule: Rule;
  readonly message: string;
  readonly data: string;
  readonly tags: readonly string[];
  /** Of all links, in their order; at least one. */
  readonly values: readonly MatchedValue[];
  /** Its disruptive action was carried out, or would have been where the engine only detects. */
  readonly isDisruptive: boolean;
};

/** How rules end a transaction; `undecided`: the cost limit did, before they had an answer. */
export type Interruption =
  | { readonly kind: "deny"; readonly status: number; readonly rule: Rule }
  | { readonly kind: "drop"; readonly rule: Rule }
  | { readonly kind: "undecided"; readonly rule: Rule }
  | { readonly kind: "redirect"; readonly status: number; readonly location: string; readonly rule: Rule };
