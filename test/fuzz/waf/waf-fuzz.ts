// `npm run fuzz:waf -- --seed N --seconds S | --requests N`: mutated requests through the WAF's fast way and
// its plain interpreter; fails where they differ. `--tests` runs the Core Rule Set's tests first.

import { parseArgs } from "node:util";
import { fuzzWaf, WafDifferential } from "./waf-differential.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    seconds: { type: "string" },
    requests: { type: "string" },
    tests: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const isUnbounded = values.seconds === undefined && values.requests === undefined;
const seconds = isUnbounded ? 60 : Number(values.seconds ?? Number.POSITIVE_INFINITY);
const requests = Number(values.requests ?? Number.POSITIVE_INFINITY);
if ([seed, seconds, requests].some(Number.isNaN)) throw new Error("a number was expected");
const startedMs = performance.now();
const differential = new WafDifferential();
fuzzWaf(differential, { seed, seconds, requests, isWhole: values.tests });
const took = ((performance.now() - startedMs) / 1000).toFixed(1);
for (const difference of differential.differences) process.stdout.write(`${difference}\n`);
process.stdout.write(
  `seed ${seed}: ${differential.requests} requests, ${differential.differences.length} differences, ${took} s\n`,
);
if (differential.differences.length > 0) process.exitCode = 1;
