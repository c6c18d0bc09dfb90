// Edge rules as a snapshot carries them: checked, and still plain data.

import type { ChallengeTerms } from "#bot/challenge.ts";
import type { Template, Variable } from "#http/template.ts";
import type { ConditionSpec } from "./rewrite-spec.ts";

export type EdgeRuleSpec = {
  readonly name: string;
  /** Says that it would have acted, and does not. */
  readonly isDryRun: boolean;
  /** Wall clock, ms since the epoch; Infinity for a rule that stays. */
  readonly expiresAtMs: number;
  /** All must hold. */
  readonly when: readonly EdgeConditionSpec[];
  readonly action: EdgeActionSpec;
};

export type EdgeConditionSpec =
  | { readonly kind: "compare"; readonly compare: ConditionSpec }
  | {
      readonly kind: "oneOf";
      readonly variable: Variable;
      /** Latin1 strings of the UTF-8. */
      readonly values: readonly string[];
      readonly ignoreCase: boolean;
      readonly negate: boolean;
    }
  /** A whole number between the two, neither of them included; what is no number is not. */
  | {
      readonly kind: "number";
      readonly variable: Variable;
      readonly over: number;
      readonly under: number;
      readonly negate: boolean;
    }
  | ({ readonly kind: "time"; readonly negate: boolean } & TimeWindowSpec)
  | {
      readonly kind: "any" | "all";
      readonly of: readonly EdgeConditionSpec[];
      readonly negate: boolean;
    };

export type TimeWindowSpec = {
  /** On which it begins: 0 is Sunday, as in `Date`. */
  readonly days: readonly number[];
  /** Minutes since midnight, in the time zone. Where `to` is not after `from`, it ends on the day after. */
  readonly from: number;
  readonly to: number;
  /** Of the IANA database. */
  readonly timeZone: string;
};

export type EdgeActionSpec =
  | { readonly kind: "allow" }
  | { readonly kind: "deny"; readonly status: number }
  | { readonly kind: "drop" }
  | {
      readonly kind: "respond";
      readonly status: number;
      readonly contentType: string;
      /** Latin1 string of the bytes to send. */
      readonly body: string;
    }
  | {
      readonly kind: "redirect";
      readonly status: number;
      readonly location: Template;
      readonly keepsQuery: boolean;
    }
  | ({ readonly kind: "limit" } & EdgeLimitSpec)
  | ({ readonly kind: "shape" } & EdgeShapeSpec)
  | ({ readonly kind: "challenge" } & ChallengeTerms)
  /** The name of a function. */
  | { readonly kind: "run"; readonly name: string }
  | { readonly kind: "wafPolicy"; readonly name: string }
  | { readonly kind: "tag"; readonly tag: string };

export type EdgeLimitSpec = {
  readonly requests: number;
  readonly windowMs: number;
  readonly by: readonly Variable[];
  /** On each address, beside what `by` counts; -1 where clients choose nothing of it. */
  readonly perAddress: number;
  /** 0: refused until the window has room. */
  readonly blockMs: number;
  readonly whenLost: "pass" | "block";
};

export type EdgeShapeSpec = {
  /** Bytes per second, of bodies and tunnels; 0 where that direction is not shaped. */
  readonly downloadBytes: number;
  readonly uploadBytes: number;
  /** What a bucket holds; 0 for a second of its rate. */
  readonly burstBytes: number;
  readonly by: readonly Variable[];
  /** So many times the rates for each address, beside `by`; 0 where clients choose nothing of that. */
  readonly timesPerAddress: number;
};
