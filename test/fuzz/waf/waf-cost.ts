// `npm run fuzz:waf-cost -- --seed N --requests N`: hostile requests of up to 64 KB through the WAF at
// paranoia level 4, blocking, everything on. Prints the most expensive and keeps them as files; fails where
// one takes more CPU time than was promised. `--first N` begins at the N-th request of the seed; `--rules
// own` takes our own rule sets in place of the Core Rule Set.

import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PROMISED_MS, WafCost } from "./waf-cost-run.ts";

const SHOWN = 10;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    first: { type: "string", default: "0" },
    requests: { type: "string", default: "2000" },
    seconds: { type: "string", default: "1e9" },
    rules: { type: "string", default: "crs" },
    keep: { type: "string", default: join(tmpdir(), "portcullis-waf-cost") },
  },
});
const [seed, first, requests, seconds] = [values.seed, values.first, values.requests, values.seconds].map(
  Number,
);
if (seed === undefined || first === undefined || requests === undefined || seconds === undefined) {
  throw new Error("a number was expected");
}
if (values.rules !== "crs" && values.rules !== "own") throw new Error("--rules is crs or own");
const cost = new WafCost(seed, values.rules);
const endMs = performance.now() + seconds * 1000;
let count = 0;
for (let i = first; i < first + requests && performance.now() < endMs; i++, count++) await cost.measure(i);
mkdirSync(values.keep, { recursive: true });
for (const { ms, index, request, isUndecided } of cost.worst.slice(0, SHOWN)) {
  const file = join(values.keep, `${seed}-${index}.json`);
  writeFileSync(file, `${JSON.stringify(request)}\n`);
  const type = request.headers.find(([name]) => name === "Content-Type")?.[1] ?? "no body";
  const end = isUndecided ? "  cost limit reached" : "";
  process.stdout.write(`${ms.toFixed(1)} ms  ${file}  ${type.slice(0, 40)}${end}\n`);
}
const worstMs = cost.worst[0]?.ms ?? 0;
const share = (part: number): string => `${part} (${((100 * part) / Math.max(1, count)).toFixed(2)} %)`;
process.stdout.write(
  `seed ${seed}: ${count} requests from ${first}, worst ${worstMs.toFixed(1)} ms of CPU, ` +
    `mean ${cost.meanMs.toFixed(2)} ms, ${share(cost.overCount)} over ${PROMISED_MS} ms, ` +
    `${share(cost.undecidedCount)} reached the cost limit, ` +
    `the thread was held for at most ${cost.longestBlockMs.toFixed(1)} ms\n`,
);
if (worstMs > PROMISED_MS) process.exitCode = 1;
