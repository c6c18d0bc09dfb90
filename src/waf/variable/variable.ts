// What a variable is to the engine. Families of them lie in the files beside this one, listed in
// `variable-table.ts`.

import type { Pairs } from "../body/parsed-body.ts";
import type { Transaction } from "../engine/transaction.ts";

export type VariableReader =
  /** Always has a value, if only an empty one: `&NAME` is 1. */
  | { readonly kind: "scalar"; readonly read: (tx: Transaction) => string }
  | {
      readonly kind: "collection";
      readonly read: (tx: Transaction) => Pairs;
      /** One member, where a collection can tell it without listing all; keys without regard to case. */
      readonly get: ((tx: Transaction, key: string) => string | undefined) | undefined;
      /** The members whose names a test takes, where a collection can do that for less. */
      readonly where?: (tx: Transaction, test: (name: string) => boolean) => Pairs;
    }
  /** Its selector is a language of its own (XPath). */
  | { readonly kind: "selected"; readonly read: (tx: Transaction, selector: string) => readonly string[] };

export type VariableTable = Readonly<Record<string, VariableReader>>;

export const scalar = (read: (tx: Transaction) => string): VariableReader => ({ kind: "scalar", read });

export const collection = (
  read: (tx: Transaction) => Pairs,
  get?: (tx: Transaction, key: string) => string | undefined,
): VariableReader => ({ kind: "collection", read, get });
