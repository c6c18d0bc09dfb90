// `npm run fuzz:waf-cost -- --seed N --requests N`: hostile requests of up to 64 KB through the WAF at
// paranoia level 4, blocking, everything on. Prints the most expensive and keeps them as files; fails where
// one takes more CPU time than was promised. `--first N` begins at the N-th request of the seed; `--rules
// own` takes our own rule sets; `--time 40ms` sets `inspectionCost.time`; `--explain` tells where time goes,
// and what the work of each kind takes.

import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startCoreProbes } from "../../harness/quiet-cores.ts";
import { type Ledger, rewritePayments } from "./cost-ledger.ts";
import { fitPrices, type Measured } from "./fit-prices.ts";
import type { Shares } from "./profile-inspection.ts";

const SHOWN = 10;
const SHOWN_SHARES = 8;
const REPORT_EVERY = 1000;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    first: { type: "string", default: "0" },
    requests: { type: "string", default: "2000" },
    seconds: { type: "string", default: "1e9" },
    rules: { type: "string", default: "crs" },
    time: { type: "string", default: "" },
    keep: { type: "string", default: join(tmpdir(), "portcullis-waf-cost") },
    explain: { type: "boolean", default: false },
  },
});
const [seed, first, requests, seconds] = [values.seed, values.first, values.requests, values.seconds].map(
  Number,
);
if (seed === undefined || first === undefined || requests === undefined || seconds === undefined) {
  throw new Error("a number was expected");
}
if (values.rules !== "crs" && values.rules !== "own") throw new Error("--rules is crs or own");
if (values.explain) rewritePayments();
// Loaded only now: payments are rewritten while the engine is loaded.
const { PROMISED_MS, WafCost } = await import("./waf-cost-run.ts");
const { work } = await import("#waf/cost/work-meter.ts");
const prices: Readonly<Record<string, number>> = work;

const { quiet, stop } = await startCoreProbes();
const cost = new WafCost(seed, values.rules, values.time, quiet);
await cost.warm();
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const endMs = performance.now() + seconds * 1000;
let count = 0;
const share = (part: number): string => `${part} (${((100 * part) / Math.max(1, count)).toFixed(2)} %)`;

async function measure(): Promise<void> {
  for (let i = first ?? 0; count < (requests ?? 0) && performance.now() < endMs; i++) {
    await cost.measure(i);
    count++;
    if (count % REPORT_EVERY === 0) print(summary());
  }
  mkdirSync(values.keep, { recursive: true });
  for (const { ms, index, request, isUndecided } of cost.worst.slice(0, SHOWN)) {
    const file = join(values.keep, `${seed}-${index}.json`);
    writeFileSync(file, `${JSON.stringify(request)}\n`);
    const type = request.headers.find(([name]) => name === "Content-Type")?.[1] ?? "no body";
    const end = isUndecided ? "  cost limit reached" : "";
    print(`${ms.toFixed(1)} ms  ${file}  ${type.slice(0, 40)}${end}`);
  }
  print(summary());
  if ((cost.worst[0]?.ms ?? 0) > PROMISED_MS) process.exitCode = 1;
}

function summary(): string {
  const worstMs = cost.worst[0]?.ms ?? 0;
  return (
    `seed ${seed}: ${count} requests from ${first}, worst ${worstMs.toFixed(1)} ms of CPU, ` +
    `mean ${cost.meanMs.toFixed(2)} ms, ${share(cost.overCount)} over ${PROMISED_MS} ms ` +
    `(at first, on a core that may have been disturbed, ${share(cost.overAtFirstCount)}, ` +
    `the worst ${cost.worstAtFirstMs.toFixed(1)} ms), ` +
    `${share(cost.undecidedCount)} reached the cost limit, ` +
    `the thread was held for at most ${cost.longestBlockMs.toFixed(1)} ms; ` +
    `while code was being compiled, the worst took ${cost.coldestMs.toFixed(1)} ms`
  );
}

/** Times are a little longer here: each payment is noted. */
async function explain(): Promise<void> {
  const accounts: (Measured & { readonly index: number })[] = [];
  for (let i = first ?? 0; count < (requests ?? 0) && performance.now() < endMs; i++, count++) {
    accounts.push({ ...(await cost.account(i)), index: i });
  }
  for (const [kind, { ns, share: part }] of fitPrices(accounts)) {
    const price = prices[kind] ?? 0;
    print(
      `${kind.padEnd(18)} counts ${price}, takes ${ns.toFixed(1)} ns; ${(100 * part).toFixed(1)} % of all time`,
    );
  }
  const slowest = accounts.toSorted((a, b) => b.ms - a.ms).slice(0, SHOWN);
  for (const { index, ms, ledger } of slowest) {
    const { firstMs, steadyMs, places, functions } = cost.explain(await cost.requestOf(index));
    print(
      `request ${index}: ${ms.toFixed(1)} ms; of a fresh engine ${firstMs.toFixed(1)}, again ${steadyMs.toFixed(1)}`,
    );
    print(`  places     ${told(places)}`);
    print(`  functions  ${told(functions)}`);
    print(`  units      ${toldUnits(ledger)}`);
  }
}

function told(shares: Shares): string {
  const most = shares.slice(0, SHOWN_SHARES);
  return most.map(([name, ms]) => `${name} ${ms.toFixed(1)}`).join(", ");
}

/** In millions. */
function toldUnits(ledger: Ledger): string {
  const units = [...ledger].map(([kind, pieces]) => [kind, (pieces * (prices[kind] ?? 0)) / 1e6] as const);
  const sum = units.reduce((total, [, each]) => total + each, 0);
  return `${sum.toFixed(1)} in all: ${told(units.toSorted(([, a], [, b]) => b - a))}`;
}

if (values.explain) await explain();
else await measure();
stop();
