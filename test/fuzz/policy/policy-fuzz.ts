// `npm run fuzz:policy -- --seed N --seconds S | --programs N`: random programs through both ways of running
// policy expressions; fails where they differ.

import { parseArgs } from "node:util";
import { fuzzPolicies } from "./policy-differential.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    seconds: { type: "string" },
    programs: { type: "string" },
  },
});
const seed = Number(values.seed);
const isUnbounded = values.seconds === undefined && values.programs === undefined;
const seconds = isUnbounded ? 60 : Number(values.seconds ?? Number.POSITIVE_INFINITY);
const most = Number(values.programs ?? Number.POSITIVE_INFINITY);
if ([seed, seconds, most].some(Number.isNaN)) throw new Error("a number was expected");
const startedMs = performance.now();
const { programs, thrown, exceeded, differences } = fuzzPolicies({ seed, seconds, programs: most });
const took = ((performance.now() - startedMs) / 1000).toFixed(1);
for (const difference of differences) process.stdout.write(`${difference}\n`);
process.stdout.write(
  `seed ${seed}: ${programs} programs, ${thrown} threw, ${exceeded} used up a budget, ` +
    `${differences.length} differences, ${took} s\n`,
);
if (differences.length > 0) process.exitCode = 1;
