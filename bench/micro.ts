// npm run bench:micro: what single functions of the hot path cost, without servers or threads.

import { parseArgs } from "node:util";
import { thisMachine } from "./measure/machine.ts";
import { saveResult } from "./measure/save-result.ts";
import { accessLineSubject } from "./micro/access-line.ts";
import { assertion } from "./micro/assertion.ts";
import { bots } from "./micro/bots.ts";
import { boundedCache } from "./micro/bounded-cache.ts";
import { byteRing } from "./micro/byte-ring.ts";
import { codec } from "./micro/codec.ts";
import { counterPage } from "./micro/counter-page.ts";
import { edgeRules } from "./micro/edge-rules.ts";
import { fleet } from "./micro/fleet.ts";
import { functions } from "./micro/functions.ts";
import { checksumOfAll, measureCases } from "./micro/interleaved-cases.ts";
import { limits } from "./micro/limits.ts";
import { isWithinBudgets, type MicroReport, reportText } from "./micro/micro-report.ts";
import { networkLists } from "./micro/network-lists.ts";
import { policy } from "./micro/policy.ts";
import { prefixSet } from "./micro/prefix-set.ts";
import { requestBodies } from "./micro/request-bodies.ts";
import { requestId } from "./micro/request-id.ts";
import { routing } from "./micro/routing.ts";
import { shaping } from "./micro/shaping.ts";
import type { Subject } from "./micro/subject.ts";
import { token } from "./micro/token.ts";
import { waf } from "./micro/waf.ts";
import { wafScan } from "./micro/waf-scan.ts";

/** One file each in micro/; a new one is added here. */
const subjects: readonly Subject[] = [
  prefixSet,
  networkLists,
  boundedCache,
  byteRing,
  requestId,
  counterPage,
  fleet,
  limits,
  routing,
  edgeRules,
  bots,
  shaping,
  functions,
  token,
  assertion,
  codec,
  accessLineSubject,
  requestBodies,
  policy,
  wafScan,
  waf,
];

const ROUNDS = 9;
const TURN_MS = 100;

/** Measures the subjects whose name contains the filter. */
async function measure(filter: string): Promise<MicroReport> {
  const chosen = subjects.filter(({ name }) => name.includes(filter));
  if (chosen.length === 0) {
    throw new Error(
      `no subject is called "${filter}"; there are ${subjects.map(({ name }) => name).join(", ")}`,
    );
  }
  const prepared = [];
  for (const { name, prepare } of chosen) prepared.push({ name, ...(await prepare()) });
  const cases = prepared.flatMap(({ name, cases }) => cases.map((each) => ({ subject: name, ...each })));
  return {
    date: new Date().toISOString(),
    machine: thisMachine(),
    rounds: ROUNDS,
    cases: measureCases(cases, { rounds: ROUNDS, turnMs: TURN_MS }),
    facts: prepared.flatMap(({ name, facts = [] }) => facts.map((fact) => ({ subject: name, ...fact }))),
  };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, save: { type: "boolean", default: false } },
});
const report = await measure(positionals.join(" "));
console.log(values.json ? JSON.stringify(report, undefined, 2) : reportText(report));
if (Number.isNaN(checksumOfAll())) throw new Error("a case gave back what is no number");
if (values.save) {
  const { date } = report;
  // Some of the subjects do not stand in the place of all of them.
  const bench = ["micro", ...positionals].join("-");
  saveResult({ bench, date, figures: report, markdown: reportText(report) });
}
if (!isWithinBudgets(report)) process.exitCode = 1;
