// What a pattern is compiled to: instructions of a backtracking machine.

import type { CharSet } from "./char-set.ts";
import type { Anchor } from "./regex-tree.ts";

/** Places are indexes of instructions; registers belong to one match. Without a target the next one runs. */
export type Instruction =
  | { readonly op: "match" | "fail" }
  /** One code unit. `isBackward`: the one before the place, which then moves back. */
  | { readonly op: "one"; readonly code: number; readonly foldsCase: boolean; readonly isBackward: boolean }
  | { readonly op: "set"; readonly set: CharSet; readonly foldsCase: boolean; readonly isBackward: boolean }
  /** As many as there are, at most `max`, giving back one by one. */
  | {
      readonly op: "run";
      readonly test: (code: number) => boolean;
      readonly max: number;
      readonly isBackward: boolean;
      readonly choice: number;
    }
  /** Tries the first, then the second. `choice` numbers what is remembered when both failed. */
  | { op: "split"; first: number; second: number; readonly choice: number }
  | { op: "jump"; to: number }
  /** Remembers the place. */
  | { readonly op: "mark"; readonly register: number }
  /** A round that took nothing was the last. */
  | { op: "leave-if-empty"; readonly register: number; to: number }
  | {
      readonly op: "close";
      readonly group: number;
      readonly uncapture: number;
      readonly register: number;
    }
  | {
      readonly op: "reference";
      readonly group: number;
      readonly foldsCase: boolean;
      readonly allowsUnset: boolean;
      readonly isBackward: boolean;
    }
  | { readonly op: "anchor"; readonly anchor: Anchor }
  /** Remembers how many choices are open; with `otherwise`, opens one. */
  | { op: "begin"; readonly register: number; otherwise: number }
  /** Gives up the choices since `begin`; `returns`: and goes back to its place. */
  | { readonly op: "commit"; readonly register: number; readonly returns: boolean }
  | { op: "test-group"; readonly group: number; otherwise: number }
  | { readonly op: "count"; readonly register: number }
  /** Decides about another round; the next instruction is `round`, which counts it. */
  | {
      op: "repeat";
      readonly register: number;
      readonly min: number;
      readonly max: number;
      readonly isLazy: boolean;
      leave: number;
    }
  | { readonly op: "round"; readonly register: number };

export type Program = {
  readonly instructions: readonly Instruction[];
  readonly registers: number;
  /** Choices that can be remembered. */
  readonly choices: number;
  /** Whether what follows a choice depends on its place in program and text only: then it is tried once. */
  readonly isRegular: boolean;
  readonly isBackward: boolean;
  /** What a match can begin with; undefined: anything, or nothing. */
  readonly first: ((code: number) => boolean) | undefined;
  /** A match begins at the start of the text only. */
  readonly isAnchored: boolean;
};
