// After which transformations a rule's operator looks at a value.

import { cmdLineKeepingCase } from "../../transformation/cmd-line.ts";
import type { PipelineUse } from "./pipeline-trie.ts";
import type { ScannedRule } from "./variable-use.ts";

/**
 * multiMatch looks after every transformation. A change of case at the end is left out where the scan ignores
 * case: most values then are looked at once.
 */
export function pipelineUse({ unit, scan, bit }: ScannedRule): PipelineUse {
  const [first] = unit.links;
  const names = first?.link.transformations ?? [];
  const last = scan.kind === "pattern" && scan.ignoresCase ? keepingCase(names) : names;
  if (first?.link.isMultiMatch !== true) return { bit, pipelines: [last] };
  const before = names.slice(0, -1).map((_, index) => names.slice(0, index + 1));
  return { bit, pipelines: [[], ...before, last] };
}

/** The same without the change of case at the end. */
function keepingCase(names: readonly string[]): readonly string[] {
  const before = names.slice(0, -1);
  return names.at(-1) === "cmdLine" ? [...before, cmdLineKeepingCase.name] : before;
}
