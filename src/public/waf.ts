// `portcullis/waf`: the WAF's engine for programs that answer HTTP themselves. Rules in, verdicts on requests
// out; what is wrong with rules comes back as diagnostics, and nothing is thrown for them.

import { embedWaf } from "#embed/embedded-waf.ts";
import { type WafSettings, writtenPolicy } from "#embed/waf-settings.ts";
import type { Waf } from "#embed/waf-verdict.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { runSteps } from "#kernel/run-steps.ts";
import { compileLonePolicy } from "#snapshot/lone-policy.ts";
import { programOf } from "#snapshot/waf-spec.ts";
import { createWaf as createEngine } from "#waf/waf.ts";

export type { BodyStream, ReadBody } from "#embed/read-body.ts";
export type { WafRequest } from "#embed/waf-request.ts";
export type {
  NameSelector,
  RuleSource,
  WafExclusion,
  WafRuleAction,
  WafSettings,
} from "#embed/waf-settings.ts";
export type { Waf, WafMatch, WafVerdict } from "#embed/waf-verdict.ts";
export { type Diagnostic, formatDiagnostic, type Place, type Severity } from "#kernel/diagnostic.ts";

export type CreatedWaf = {
  /** Undefined where there is an error: no program should answer without the WAF that it asked for. */
  readonly waf: Waf | undefined;
  /** Errors and warnings. Those of the settings themselves stand in `options`, as JSON of a policy. */
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Reads rules and makes them ready to run: once, when the program starts. Reads files and nothing else; takes
 * about as long as it takes to load the rules, with the Core Rule Set a second or so.
 */
export function createWaf(settings: WafSettings = {}): CreatedWaf {
  const { options, texts } = writtenPolicy(settings);
  const { spec, diagnostics } = compileLonePolicy(options, texts);
  if (spec === undefined) return { waf: undefined, diagnostics };
  return { waf: embedWaf(createEngine(runSteps(programOf(spec)), { plan: spec.plan }), spec), diagnostics };
}
