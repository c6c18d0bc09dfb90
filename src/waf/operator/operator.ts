// What an operator is. One file each beside this one, listed in `operator-table.ts`.

import type { CompleteTable } from "../regex/complete-table.ts";
import type { Macro } from "../seclang/macro.ts";

/** What an operator may see and set while it looks at one value. */
export interface OperatorContext {
  expand(macro: Macro): string;
  /** True where the rule captures: then `capture` is to be called, and only then. */
  readonly isCapturing: boolean;
  /** Sets TX.0 to TX.9; a group that took no part is "". Replaces all ten. */
  capture(groups: readonly string[]): void;
  /** As `capture`, for groups that cost time to find: most are replaced before anything looks at them. */
  captureLater(groups: () => readonly string[]): void;
  /** Fills the collection GEO, in place of what it held. */
  setGeo(place: Readonly<Record<string, string>>): void;
}

/** Gives the operator's own verdict; negation is the caller's. Latin1 strings. Linear time in `value`. */
export type Operator = ((value: string, context: OperatorContext) => boolean) & {
  /** Makes ready what the first value would have to wait for, its captures too if asked. In small steps. */
  readonly prepare?: (captures: boolean) => Generator<undefined, void>;
  /** Of an operator with one pattern: takes a table of it, which tells for less whether there is a match. */
  readonly useTable?: (table: CompleteTable) => void;
};

/** What an operator may ask for while it is built. */
export type OperatorEnvironment = {
  /** The text of the file that the argument names; undefined where it could not be read. */
  readonly fileText: (argument: string) => string | undefined;
  readonly isRegexMultiLine: boolean;
  /** Lookups that leave the machine or need data: undefined where the embedding offers none. */
  readonly ports: OperatorPorts;
};

/** All answer at once, from memory: a lookup that is not at hand counts as "no". */
export type OperatorPorts = {
  /** Is the address on the block list of this DNS zone? */
  readonly rbl?: (address: string, zone: string) => boolean;
  /** Country and the rest by address, for `@geoLookup`: keys as in the collection GEO (`COUNTRY_CODE`). */
  readonly geo?: (address: string) => Readonly<Record<string, string>> | undefined;
};

/** Why an argument cannot be used: becomes a diagnostic at the operator's place. */
export type OperatorFlaw = { readonly flaw: string; readonly hint: string };

export type OperatorDefinition = {
  /** As the reference manual spells it: `pmFromFile`. Found without regard to case. */
  readonly name: string;
  /** Other spellings: `pmf`. */
  readonly aliases: readonly string[];
  readonly argument: "required" | "optional" | "none";
  /** True where the argument names a file to be read with the rules. */
  readonly readsFile: boolean;
  /** `%{…}` in the argument is expanded per evaluation (lists of phrases and ranges of bytes: never). */
  readonly compile: (argument: string, environment: OperatorEnvironment) => Operator | OperatorFlaw;
  /**
   * True where words of letters, digits and underscores, with single dots or hyphens between them, never
   * match, whatever the argument: nobody then asks. Left out where they may.
   */
  readonly passesWords?: true;
};
