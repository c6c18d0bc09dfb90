// A WAF policy in a snapshot. Its rules are a text each, so that a thread takes over a policy of a thousand
// rules without a pause: what is one object on this side would be built in one go on the other.

import type { EngineSettings, FastPlan, Marker, Program, Rule } from "#waf/waf.ts";
import type { WafException } from "./waf-exceptions.ts";
import type { PatchSpec } from "./waf-patches.ts";

export type WafBodyRules = {
  readonly isInspected: boolean;
  readonly limitBytes: number;
  /** What becomes of a body that is longer, or cannot be decoded. */
  readonly overLimit: "block" | "pass";
};

export type WafPolicySpec = {
  readonly name: string;
  /** Changes with everything that the policy is made of. */
  readonly fingerprint: string;
  readonly isPrevention: boolean;
  readonly requestBody: WafBodyRules;
  readonly responseBody: WafBodyRules;
  readonly exceptions: readonly WafException[];
  readonly patches: readonly PatchSpec[];
  readonly settings: EngineSettings;
  /** Index 0 is phase 1; each rule and marker as JSON. */
  readonly phases: readonly (readonly string[])[];
  readonly files: Readonly<Record<string, string>>;
  /** Made once for all threads. */
  readonly plan: FastPlan;
};

/** The program of a policy, read a few rules at a time. */
export function* programOf({ settings, phases, files }: WafPolicySpec): Generator<undefined, Program> {
  const read: (Rule | Marker)[][] = [];
  for (const texts of phases) {
    const rules: (Rule | Marker)[] = [];
    for (const text of texts) {
      // Written by `compileWaf`, from a rule.
      rules.push(JSON.parse(text) as Rule | Marker);
      if (rules.length % 32 === 0) yield;
    }
    read.push(rules);
  }
  return { settings, phases: read, files };
}
