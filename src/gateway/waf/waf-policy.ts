// A WAF policy as a worker runs it.

import { programOf, type WafPolicySpec } from "#snapshot/waf-spec.ts";
import { buildWaf, type Waf, type WafOptions } from "#waf/waf.ts";

export type WafPolicy = {
  readonly spec: WafPolicySpec;
  readonly waf: Waf;
};

/** By name. */
export type WafPolicies = ReadonlyMap<string, WafPolicy>;

/** Builds policies in small steps; those that did not change are taken over, with what they have learned. */
export function* buildWafPolicies(
  specs: readonly WafPolicySpec[],
  before: WafPolicies,
  ports: Pick<WafOptions, "collections" | "operators">,
): Generator<undefined, WafPolicies> {
  const policies = new Map<string, WafPolicy>();
  for (const spec of specs) {
    const known = before.get(spec.name);
    if (known?.spec.fingerprint === spec.fingerprint) policies.set(spec.name, known);
    else {
      const program = yield* programOf(spec);
      const waf = yield* buildWaf(program, { ...ports, plan: spec.plan, isWarmed: true });
      policies.set(spec.name, { spec, waf });
    }
    yield;
  }
  return policies;
}
