// What a text of SecLang says, directive by directive, before any meaning is given to it. Plain data.

import type { Place } from "#kernel/diagnostic.ts";

/** Which members of a collection: all, one by its name, or those whose name a pattern matches. */
export type Selector =
  | { readonly kind: "all" }
  /** As written: collections decide whether case counts. */
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "pattern"; readonly pattern: string };

/** One of a rule's `A|&B|!C:x` list. */
export type Target = {
  /** Upper case: `REQUEST_HEADERS`. */
  readonly variable: string;
  readonly selector: Selector;
  /** `&`: the number of members in place of their values. */
  readonly isCount: boolean;
  /** `!`: these members are left out. */
  readonly isExclusion: boolean;
  readonly place: Place;
};

/** `"!@rx …"`. The name is canonical (`rx`, `pmFromFile`), also where it was left out (`rx`) or spelled
 * otherwise. */
export type OperatorCall = {
  readonly name: string;
  readonly argument: string;
  readonly isNegated: boolean;
  readonly place: Place;
};

/** `setvar:'tx.a=1'`: name `setvar` (lower case), argument without its quotes; empty where there is none. */
export type ActionCall = {
  readonly name: string;
  readonly argument: string;
  readonly place: Place;
  /** Of the argument's first character. */
  readonly argumentPlace: Place;
};

export type Argument = { readonly text: string; readonly place: Place };

export type Directive =
  | {
      readonly kind: "rule";
      readonly targets: readonly Target[];
      readonly operator: OperatorCall;
      readonly actions: readonly ActionCall[];
      readonly place: Place;
    }
  | { readonly kind: "action"; readonly actions: readonly ActionCall[]; readonly place: Place }
  | { readonly kind: "marker"; readonly label: string; readonly place: Place }
  | { readonly kind: "default-actions"; readonly actions: readonly ActionCall[]; readonly place: Place }
  /** SecRuleUpdateTargetById, -ByMsg, -ByTag. */
  | {
      readonly kind: "target-update";
      readonly by: "id" | "msg" | "tag";
      readonly rules: Argument;
      readonly targets: readonly Target[];
      /** What the targets stand in place of; none where they are added. */
      readonly replaced: readonly Target[];
      readonly place: Place;
    }
  /** SecRuleUpdateActionById. */
  | {
      readonly kind: "action-update";
      readonly rules: Argument;
      readonly actions: readonly ActionCall[];
      readonly place: Place;
    }
  /** Every other directive: SecRuleEngine, SecRuleRemoveById … The name as the reference manual spells it. */
  | {
      readonly kind: "setting";
      readonly name: string;
      readonly arguments: readonly Argument[];
      readonly place: Place;
    }
  /** What is wrong is in the report. It stands here so that no chain seems to go on with another rule. */
  | { readonly kind: "unreadable"; readonly place: Place };
