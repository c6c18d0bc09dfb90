// How `include-fragment` runs: as the policies of the fragment would in its place.

import { runStatements } from "../plan/run-statements.ts";
import type { PolicyCompiler } from "../plan/step.ts";

export const includeFragment: PolicyCompiler = (element) => {
  const statements = element.fragment(element.literal("fragment-id") ?? "");
  return (call) => runStatements(call, statements);
};
