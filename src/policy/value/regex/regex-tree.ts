// What a pattern means: plain trees, made by parse-pattern.ts.

import type { CharSet } from "./char-set.ts";

export type Anchor =
  /** `^` of Multiline, `$` of Multiline, \b, \B, \A, \G, \Z, \z */
  | "line-start"
  | "line-end"
  | "boundary"
  | "inner"
  | "start"
  | "previous-end"
  | "last-line-end"
  | "end"
  /** \b and \B of ECMAScript: ASCII words. */
  | "ascii-boundary"
  | "ascii-inner";

export type RegexNode =
  | { readonly kind: "empty" }
  /** One UTF-16 code unit. `foldsCase`: the input is lower-cased before it is compared; `code` is already. */
  | { readonly kind: "one"; readonly code: number; readonly foldsCase: boolean }
  | { readonly kind: "set"; readonly set: CharSet; readonly foldsCase: boolean }
  | { readonly kind: "anchor"; readonly anchor: Anchor }
  | { readonly kind: "sequence" | "choice"; readonly items: readonly RegexNode[] }
  | RegexLoop
  /** `group` or `uncapture` (of a balancing group) may be -1: none. */
  | { readonly kind: "capture"; readonly group: number; readonly uncapture: number; readonly body: RegexNode }
  | {
      readonly kind: "reference";
      readonly group: number;
      readonly foldsCase: boolean;
      /** ECMAScript: a group that has no capture matches nothing, successfully. */
      readonly allowsUnset: boolean;
    }
  | {
      readonly kind: "look";
      readonly isBehind: boolean;
      readonly isNegative: boolean;
      readonly body: RegexNode;
    }
  | { readonly kind: "atomic"; readonly body: RegexNode }
  | { readonly kind: "test-group"; readonly group: number; readonly yes: RegexNode; readonly no: RegexNode }
  | {
      readonly kind: "test-look";
      readonly condition: RegexNode;
      readonly yes: RegexNode;
      readonly no: RegexNode;
    };

export type RegexLoop = {
  readonly kind: "loop";
  readonly body: RegexNode;
  readonly min: number;
  /** Infinity where there is none. */
  readonly max: number;
  readonly isLazy: boolean;
};

export const emptyNode: RegexNode = { kind: "empty" };

export function sequenceOf(items: readonly RegexNode[]): RegexNode {
  return items.length === 1 && items[0] !== undefined ? items[0] : { kind: "sequence", items };
}
