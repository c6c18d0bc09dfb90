// npm run conformance:crs: how many regression tests of the Core Rule Set pass over the wire, and why the
// others do not. `-- 920 9421` runs only the tests whose names start so; `--crs FOLDER` takes the rule set
// and its tests (below `regression/tests`) from there.

import { parseArgs } from "node:util";
import { sharedPath } from "../../harness/shared-data.ts";
import { crsTests } from "./crs-program.ts";
import { outcomeOf } from "./crs-verdicts.ts";
import { runCrs } from "./run-crs.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { crs: { type: "string", default: sharedPath("crs-4.28") } },
});
const tests = crsTests(`${values.crs}/regression/tests`).filter(
  ({ name }) => positionals.length === 0 || positionals.some((prefix) => name.startsWith(prefix)),
);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const cleanups: (() => unknown)[] = [];
const startedMs = performance.now();
try {
  const verdicts = await runCrs({ after: (work) => cleanups.unshift(work) }, values.crs, tests);
  const { stages, passed, known, unexpected } = outcomeOf(verdicts);
  for (const line of known) say(`known    ${line}`);
  for (const line of unexpected) say(`DEFECT   ${line}`);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  say(`${passed} of ${tests.length} tests pass (${stages} stages), ${seconds} s`);
  if (unexpected.length > 0 || tests.length === 0) process.exitCode = 1;
} finally {
  for (const work of cleanups) await work();
}
