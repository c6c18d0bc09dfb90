// Probes of assertions have nothing to try where the pool signs nothing.

import type { AssertionSettings } from "#upstream/assertion-signer.ts";
import type { Attempt } from "../bypass-report.ts";
import { type ProbeContext, withoutRequest } from "./probe.ts";

export async function needsAssertion(
  { target }: ProbeContext,
  run: (assertion: AssertionSettings) => Promise<readonly Attempt[]>,
): Promise<readonly Attempt[]> {
  if (target.assertion !== undefined) return run(target.assertion);
  return [withoutRequest("assertions", "not-applicable", "the pool signs nothing that could be forged")];
}
