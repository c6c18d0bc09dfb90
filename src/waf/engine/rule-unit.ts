// A rule made ready to run: operators compiled, transformations and variables found. Built once per thread.

import type { Operator } from "../operator/operator.ts";
import type { Target } from "../seclang/directive.ts";
import type { Link, Rule } from "../seclang/program.ts";
import type { Transformation } from "../transformation/transformation.ts";
import type { VariableReader } from "../variable/variable.ts";

/** Does it mean the member of this name? Without regard to case. */
export type KeyTest = (name: string) => boolean;

export type TargetUnit = {
  readonly target: Target;
  readonly reader: VariableReader;
  /** Undefined for all members. */
  readonly selects: KeyTest | undefined;
  /** The one member that is meant, in lower case; undefined where it is not one by its name. */
  readonly lowerKey: string | undefined;
};

export type Exclusion = {
  readonly variable: string;
  /** Undefined leaves out the whole variable. */
  readonly matches: KeyTest | undefined;
};

export type LinkUnit = {
  readonly link: Link;
  readonly targets: readonly TargetUnit[];
  readonly exclusions: readonly Exclusion[];
  /** Undefined for SecAction. */
  readonly operator: Operator | undefined;
  readonly isNegated: boolean;
  readonly transformations: readonly Transformation[];
};

export type RuleUnit = {
  readonly kind: "rule";
  readonly rule: Rule;
  /** Counts through all phases. */
  readonly index: number;
  readonly links: readonly LinkUnit[];
};

export type MarkerUnit = { readonly kind: "marker"; readonly label: string };

export type PhaseUnits = readonly (RuleUnit | MarkerUnit)[];
